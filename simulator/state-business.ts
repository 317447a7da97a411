/** What enterprises do with an app: files, messages, jobs, orders, licences. */
export interface Media {
  mediaId: string;
  corpid: string;
  type: string;
  filename: string;
  contentType: string;
  base64: string;
  createdAt: number;
}

/** One bubble on the simulated phone. */
export interface PhoneMessage {
  id: string;
  at: number;
  suiteId: string;
  corpid: string;
  userid: string;
  direction: "to_member" | "from_member" | "passive_reply";
  msgtype: string;
  content: Record<string, unknown>;
  recalled: boolean;
  /** Above the limit per member: accepted, never shown (protocol.md 5.2). */
  isDropped?: boolean | undefined;
}

export interface Job {
  jobId: string;
  kind: "id_translate" | "licence_order" | "licence_pay";
  createdAt: number;
  /** id_translate: the text of the file with names in place of ids. licence_*: ids of what was made. */
  result: Record<string, unknown>;
}

/** protocol.md 4.9, first half. */
export interface AppOrder {
  orderid: string;
  suiteid: string;
  paidCorpid: string;
  operatorUserid: string | null;
  orderStatus: number;
  orderType: number;
  editionId: string;
  editionName: string;
  price: number;
  userCount: number;
  orderPeriod: number;
  orderTime: number;
  paidTime: number | null;
  beginTime: number | null;
  endTime: number | null;
  orderFrom: number;
}

/** protocol.md 4.9, second half. */
export interface LicenceOrder {
  orderId: string;
  orderType: number;
  orderStatus: number;
  corpid: string;
  price: number;
  baseCount: number;
  externalCount: number;
  months: number;
  days: number;
  createTime: number;
  payTime: number | null;
}

export interface Licence {
  /** Second of the last hand-over; none within 30 days (701017). */
  transferredAt?: number | undefined;
  activeCode: string;
  orderId: string;
  corpid: string;
  type: 1 | 2;
  userid: string | null;
  createTime: number;
  activeTime: number | null;
  expireTime: number | null;
  days: number;
}
