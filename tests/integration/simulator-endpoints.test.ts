import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EVENT_CATALOGUE } from "../../simulator/event-catalogue";
import { install, type Kit, passiveReply, SUITE, startKit, submitForm, tag } from "./simulator-kit";

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

const corp = () => {
  const found = kit.simulator.state.corps[kit.corpid];
  if (found === undefined) throw new Error("no corp");
  return found;
};
const openIds = () => corp().members.map((member) => member.openUserid);

describe("every event and message of section 3", () => {
  test("each arrives sealed on its own channel, in its own form, for its own receiver", async () => {
    await install(kit);
    for (const template of EVENT_CATALOGUE) {
      const sent = (await kit.control("POST", "events", {
        template: template.id,
        suiteId: SUITE,
        corpid: kit.corpid,
      })) as { verdict: string; receiveId: string };
      const got = kit.receiver.received.at(-1);
      const message = got?.message ?? "";
      const isMessageForm = template.channel === "data" || template.id === "change_app_admin";
      expect([template.id, sent.verdict, got?.path]).toEqual([
        template.id,
        "success",
        `/${template.channel}`,
      ]);
      if (!isMessageForm) expect(tag(message, "InfoType")).toBe(template.type);
      if (template.channel === "command" && !isMessageForm) expect(tag(message, "SuiteId")).toBe(SUITE);
      if (template.channel === "provider") {
        expect(tag(message, "ServiceCorpId")).toBe(kit.simulator.state.provider.corpid);
        expect(message).not.toContain("<SuiteId>");
      }
      if (isMessageForm) expect(got?.receiveId).toBe(kit.openCorpid);
      expect(message).not.toMatch(/\{\w+\}/);
    }
  });

  test("the wire's own spelling and repeated elements", async () => {
    await install(kit);
    const send = async (template: string) => {
      await kit.control("POST", "events", { template, suiteId: SUITE, corpid: kit.corpid });
      return kit.receiver.received.at(-1)?.message ?? "";
    };
    expect((await send("auto_activate")).match(/<AccountList>/g)).toHaveLength(2);
    expect((await send("event.template_card_event")).match(/<OpitonId>/g)).toHaveLength(2);
    expect(tag(await send("register_corp"), "State")).toBe("s1");
    expect(tag(await send("text"), "MsgId").length).toBe(19);
  });

  test("fields of a template can be replaced; an unknown template is 404", async () => {
    await install(kit);
    const body = { template: "delete_user", suiteId: SUITE, corpid: kit.corpid };
    expect(await kit.control("POST", "events", body)).toMatchObject({ error: "not_found" });
    await kit.control("POST", "events", {
      ...body,
      template: "change_contact.delete_user",
      fields: { UserID: "woSomebody" },
    });
    expect(tag(kit.receiver.received.at(-1)?.message ?? "", "UserID")).toBe("woSomebody");
  });

  test("members are announced as they come into sight and leave it, when asked", async () => {
    await kit.control("POST", "settings", { switches: { announceMembers: true } });
    await install(kit);
    await kit.control("POST", "settle");
    const events = () =>
      kit.receiver.received.map((one) => tag(one.message, "Event")).filter((event) => event !== "");
    expect(events()).toEqual(["subscribe", "subscribe", "subscribe"]);
    const range = { allowUser: ["lisi"] };
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, { suiteId: "crm", range });
    await kit.control("POST", "settle");
    expect(events().filter((event) => event === "unsubscribe")).toHaveLength(2);
  });

  test("administrators change: change_app_admin for the corp, and get_admin_list says the same", async () => {
    const { sat, agentid } = await install(kit);
    await kit.control("POST", `corps/${kit.corpid}/admins`, {
      change: "add",
      admin: { userid: "wangwu", name: "王五", userType: 4 },
    });
    const got = kit.receiver.received.at(-1);
    expect([tag(got?.message ?? "", "Event"), got?.receiveId]).toEqual(["change_app_admin", kit.openCorpid]);
    const list = await kit.api(`service/get_admin_list?suite_access_token=${sat}`, {
      auth_corpid: kit.openCorpid,
      agentid: String(agentid),
    });
    expect((list.admin as Array<{ userid: string }>).map((one) => one.userid)).toContain(openIds()[2]);
  });
});

describe("registration (4.8)", () => {
  test("a code, the page, register_corp, the import token, and the code in the permanent-code reply", async () => {
    const sat = await kit.suiteToken();
    const provider = await kit.providerToken();
    const body = { template_id: "tpl1", state: "from2026", corp_name: "新企业" };
    const { register_code } = await kit.api(
      `service/get_register_code?provider_access_token=${provider}`,
      body,
    );
    const ask = () =>
      kit.api(`service/get_register_info?provider_access_token=${provider}`, { register_code });
    expect(await ask()).toMatchObject({ errcode: 84024 });
    const address = `${kit.simulator.url}/3rdservice/wework/register?register_code=${register_code}`;
    const page = await (await fetch(address)).text();
    expect((await submitForm(page, kit.simulator.url, "sim-register-form")).status).toBe(200);
    await kit.control("POST", "settle");
    const told = kit.receiver.received.find((one) => one.message.includes("register_corp"))?.message ?? "";
    const info = await ask();
    expect(info).toMatchObject({ errcode: 0, state: "from2026", template_id: "tpl1" });
    const sync = info.contact_sync as { access_token: string; expires_in: number };
    expect([tag(told, "AccessToken"), sync.expires_in]).toEqual([sync.access_token, 1800]);

    const created = kit.receiver.received.find((one) => one.message.includes("create_auth"))?.message ?? "";
    const granted = await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, {
      auth_code: tag(created, "AuthCode"),
    });
    expect(granted.register_code_info).toEqual({ register_code, template_id: "tpl1", state: "from2026" });
    const { agent } = granted.auth_info as { agent: Array<{ agentid: number }> };
    const scope = { agentid: agent[0]?.agentid, allow_party: [1, 99] };
    expect(await kit.api(`agent/set_scope?access_token=${sync.access_token}`, scope)).toMatchObject({
      errcode: 0,
      invalidparty: [99],
    });
    // For contacts only: no other call takes it.
    expect(await kit.api(`agent/list?access_token=${sync.access_token}`)).toMatchObject({ errcode: 40014 });
    expect((await fetch(address)).status).toBe(400);
  });
});

describe("names in place of ids (4.12)", () => {
  test("a document is translated, the job announced, and $userName$ is a name on the phone", async () => {
    const { accessToken, agentid } = await install(kit);
    const provider = await kit.providerToken();
    const form = new FormData();
    form.set("media", new Blob([`经办人：$userName=${openIds()[0]}$`]), "a.txt");
    const upload = await fetch(
      `${kit.simulator.url}/cgi-bin/service/media/upload?provider_access_token=${provider}&type=file`,
      { method: "POST", body: form },
    );
    const { media_id } = (await upload.json()) as { media_id: string };
    const { jobid } = await kit.api(`service/contact/id_translate?provider_access_token=${provider}`, {
      auth_corpid: kit.openCorpid,
      media_id_list: [media_id],
    });
    await kit.control("POST", "settle");
    expect(kit.receiver.received.at(-1)?.message).toContain("batch_job_result");
    const done = await kit.api(`service/batch/getresult?provider_access_token=${provider}&jobid=${jobid}`);
    const { url } = (done.result as { contact_id_translate: { url: string } }).contact_id_translate;
    expect(await (await fetch(url)).text()).toBe("经办人：张三");
    const text = { content: `$userName=${openIds()[1]}$ 您好` };
    const message = { touser: openIds()[0], msgtype: "text", agentid, text, enable_id_trans: 1 };
    await kit.api(`message/send?access_token=${accessToken}`, message);
    const phone = `${kit.simulator.url}/phone/${kit.corpid}/zhangsan/${SUITE}`;
    expect(await (await fetch(phone)).text()).toContain("李四 您好");
  });
});

describe("uploads as clients write them", () => {
  const CRLF = "\r\n";
  test.each([
    [
      "a quoted boundary and a name without quotes",
      'multipart/form-data; boundary="--b1"',
      "--b1",
      "name=media; filename=a.txt",
    ],
    [
      "blank lines in front and another part name",
      "multipart/form-data; boundary=b2",
      "b2",
      'name="file"; filename="a.txt"',
    ],
    [
      "a filename in UTF-8 form",
      "multipart/form-data; boundary=b3",
      "b3",
      `name="media"; filename="x"; filename*=UTF-8''%E6%96%87.txt`,
    ],
  ])("%s", async (_what, contentType, boundary, disposition) => {
    const { accessToken } = await install(kit);
    const body = `${CRLF}--${boundary}${CRLF}Content-Disposition: form-data; ${disposition}${CRLF}Content-Type: text/plain${CRLF}Content-Transfer-Encoding: binary${CRLF}${CRLF}line one\r\nline two${CRLF}--${boundary}--${CRLF}`;
    const response = await fetch(
      `${kit.simulator.url}/cgi-bin/media/upload?access_token=${accessToken}&type=file`,
      {
        method: "POST",
        headers: { "Content-Type": contentType },
        body,
      },
    );
    const reply = (await response.json()) as { media_id: string; created_at: unknown };
    expect(typeof reply.created_at).toBe("string");
    const file = await fetch(
      `${kit.simulator.url}/cgi-bin/media/get?access_token=${accessToken}&media_id=${reply.media_id}`,
    );
    expect(await file.text()).toBe("line one\r\nline two");
  });
});

describe("messages", () => {
  test("rule 12: above thirty a minute to one member the surplus is accepted and never shown", async () => {
    const { accessToken, agentid } = await install(kit);
    await kit.control("POST", "settings", { limits: { memberMessagesPerMinute: 3 } });
    const message = { touser: openIds()[0], msgtype: "text", agentid, text: { content: "x" } };
    for (let i = 0; i < 5; i += 1)
      expect(await kit.api(`message/send?access_token=${accessToken}`, message)).toMatchObject({
        errcode: 0,
      });
    const phone = await (await fetch(`${kit.simulator.url}/phone/${kit.corpid}/zhangsan/${SUITE}`)).text();
    expect(phone.match(/data-testid="sim-bubble"/g)).toHaveLength(3);
  });

  test("tags: totag, an unknown one listed, and a range by tag", async () => {
    const { accessToken, agentid } = await install(kit);
    corp().tags.push({ id: 5, name: "销售", users: ["lisi"], parties: [] });
    const message = { totag: "5|77", msgtype: "text", agentid, text: { content: "x" } };
    expect(await kit.api(`message/send?access_token=${accessToken}`, message)).toMatchObject({
      invalidtag: "77",
    });
    expect(await kit.control("GET", `messages?corpid=${kit.corpid}`)).toMatchObject({
      messages: [{ userid: "lisi" }],
    });
    expect(await kit.api(`tag/get?access_token=${accessToken}&tagid=5`)).toMatchObject({
      tagname: "销售",
      userlist: [{ userid: openIds()[1] }],
    });
    expect(await kit.api(`tag/get?access_token=${accessToken}&tagid=6`)).toMatchObject({ errcode: 40068 });
  });

  test("a card is updated once with its response_code, within a day", async () => {
    const { accessToken, agentid } = await install(kit);
    const card = { card_type: "button_interaction", task_id: "t1", main_title: { title: "审批" } };
    const message = { touser: "@all", msgtype: "template_card", agentid, template_card: card };
    const { response_code } = await kit.api(`message/send?access_token=${accessToken}`, message);
    const update = (code: unknown) =>
      kit.api(`message/update_template_card?access_token=${accessToken}`, {
        userids: openIds(),
        agentid,
        response_code: code,
        button: { replace_name: "已同意" },
      });
    expect([(await update(response_code)).errcode, (await update(response_code)).errcode]).toEqual([
      0, 40058,
    ]);
    const late = await kit.api(`message/send?access_token=${accessToken}`, message);
    await kit.control("POST", "clock/advance", { seconds: 86_401 });
    expect((await update(late.response_code)).errcode).not.toBe(0);
  });

  test("a passive update_button greys the card's button on the phone", async () => {
    const { accessToken, agentid } = await install(kit);
    const button_list = [{ text: "同意", key: "yes" }];
    const card = {
      card_type: "button_interaction",
      task_id: "t9",
      main_title: { title: "审批" },
      button_list,
    };
    const message = { touser: openIds()[0], msgtype: "template_card", agentid, template_card: card };
    await kit.api(`message/send?access_token=${accessToken}`, message);
    const reply = `<xml><ToUserName>x</ToUserName><FromUserName>y</FromUserName><CreateTime>1</CreateTime><MsgType>update_button</MsgType><Button><ReplaceName>已同意</ReplaceName></Button></xml>`;
    kit.receiver.react = (got, response) => response.end(passiveReply(reply, got.receiveId));
    const phone = `${kit.simulator.url}/phone/${kit.corpid}/zhangsan/${SUITE}`;
    const id = kit.simulator.state.messages[0]?.id ?? "";
    const press = { what: "button", key: "yes", task: "t9", card: "button_interaction", message: id };
    await fetch(phone, { method: "POST", body: new URLSearchParams(press) });
    const page = await (await fetch(phone)).text();
    expect(page).toContain("已同意");
    expect(page).not.toContain("sim-card-button");
  });

  test("rule 10: what the app reads of itself and of customers carries encrypted ids", async () => {
    const { accessToken, agentid } = await install(kit);
    const range = { allowUser: ["lisi"] };
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, { suiteId: "crm", range });
    await kit.control("POST", `corps/${kit.corpid}/contacts`, {
      changeType: "add_external_contact",
      userid: "lisi",
      external: { externalUserid: "wmCustomer", name: "客户" },
    });
    const lisi = openIds()[1];
    expect(await kit.api(`agent/get?access_token=${accessToken}&agentid=${agentid}`)).toMatchObject({
      allow_userinfos: { user: [{ userid: lisi }] },
    });
    const q = `access_token=${accessToken}`;
    expect(await kit.api(`externalcontact/get_follow_user_list?${q}`)).toMatchObject({ follow_user: [lisi] });
    expect(await kit.api(`externalcontact/list?${q}&userid=${lisi}`)).toMatchObject({
      external_userid: ["wmCustomer"],
    });
    expect(await kit.api(`externalcontact/get?${q}&external_userid=wmCustomer`)).toMatchObject({
      follow_user: [{ userid: lisi }],
    });
    expect(await kit.api(`externalcontact/batch/get_by_user?${q}`, { userid_list: [lisi] })).toMatchObject({
      external_contact_list: [{ external_contact: { name: "客户" } }],
      next_cursor: "",
    });
  });
});

describe("licences (4.9)", () => {
  const order = async (base_count: number) => {
    const q = `provider_access_token=${await kit.providerToken()}`;
    const body = {
      corpid: kit.openCorpid,
      buyer_userid: "boss",
      account_count: { base_count },
      account_duration: { months: 1 },
    };
    const { order_id } = await kit.api(`license/create_new_order?${q}`, body);
    return { q, order_id };
  };

  test("paid from the balance; given to a member; handed over once in thirty days", async () => {
    await install(kit);
    await kit.control("POST", "settings", { provider: { balance: 1000 } });
    const { q, order_id } = await order(2);
    const { jobid } = await kit.api(`license/submit_pay_job?${q}`, { buyer_userid: "boss", order_id });
    expect(await kit.api(`license/pay_job_result?${q}`, { jobid })).toMatchObject({ status: 1 });
    expect(await kit.api(`service/get_account_balance?${q}`)).toMatchObject({ balance: 800 });
    const first = await kit.api(`license/list_order_account?${q}`, { order_id, limit: 1 });
    expect(first).toMatchObject({ account_list: { length: 1 }, has_more: 1, next_cursor: "1" });
    const [{ active_code } = { active_code: "" }] = first.account_list as Array<{ active_code: string }>;
    const [a, b, c] = openIds();
    const corpid = kit.openCorpid;
    await kit.api(`license/active_account?${q}`, { corpid, active_code, userid: a });
    const move = async (from: string | undefined, to: string | undefined) => {
      const transfer_list = [{ handover_userid: from, takeover_userid: to }];
      const reply = await kit.api(`license/batch_transfer_license?${q}`, { corpid, transfer_list });
      return (reply.transfer_result as Array<{ errcode: number }>)[0]?.errcode;
    };
    expect([await move(a, b), await move(b, c), await move(a, c)]).toEqual([0, 701017, 701016]);
    expect(
      await kit.api(`license/batch_get_active_info_by_code?${q}`, {
        corpid,
        active_code_list: [active_code, "x"],
      }),
    ).toMatchObject({ active_info_list: [{ userid: b, status: 2 }], invalid_active_code_list: ["x"] });
    // Encrypted ids only.
    expect(await kit.api(`license/list_actived_account?${q}`, { corpid: kit.corpid })).toMatchObject({
      errcode: 40013,
    });
  });

  test("after ninety days members without a licence are listed, when licences are enforced", async () => {
    const { accessToken, agentid, sat, permanentCode } = await install(kit);
    await kit.control("POST", "settings", { switches: { enforceLicences: true } });
    const message = { touser: openIds()[0], msgtype: "text", agentid, text: { content: "x" } };
    expect(await kit.api(`message/send?access_token=${accessToken}`, message)).toMatchObject({
      unlicenseduser: "",
    });
    await kit.control("POST", "clock/advance", { seconds: 91 * 86_400 });
    void sat;
    const fresh = await kit.suiteToken();
    const { access_token } = await kit.api(`service/get_corp_token?suite_access_token=${fresh}`, {
      auth_corpid: kit.openCorpid,
      permanent_code: permanentCode,
    });
    expect(await kit.api(`message/send?access_token=${access_token}`, message)).toMatchObject({
      errcode: 0,
      unlicenseduser: openIds()[0],
    });
  });

  test("orders of several corps, renewal", async () => {
    await install(kit);
    const { q, order_id } = await order(1);
    await kit.control("POST", `licence-orders/${order_id}/pay`);
    const list = await kit.api(`license/list_order_account?${q}`, { order_id });
    const [{ active_code } = { active_code: "" }] = list.account_list as Array<{ active_code: string }>;
    const corpid = kit.openCorpid;
    await kit.api(`license/active_account?${q}`, { corpid, active_code, userid: openIds()[0] });
    const account_list = [
      { userid: openIds()[0], type: 1 },
      { userid: openIds()[1], type: 1 },
    ];
    const renew = await kit.api(`license/create_renew_order_job?${q}`, { corpid, account_list });
    expect(renew.invalid_account_list).toMatchObject([{ userid: openIds()[1] }]);
    const submitted = await kit.api(`license/submit_order_job?${q}`, {
      jobid: renew.jobid,
      buyer_userid: "boss",
      account_duration: { months: 2 },
    });
    expect(await kit.api(`license/get_order?${q}`, { order_id: submitted.order_id })).toMatchObject({
      order: { order_type: 2, account_count: { base_count: 1 } },
    });
    const buy_list = [{ corpid, account_count: { base_count: 3 }, account_duration: { days: 31 } }];
    const { jobid } = await kit.api(`license/create_new_order_job?${q}`, { buy_list });
    await kit.api(`license/submit_new_order_job?${q}`, { jobid, buyer_userid: "boss" });
    const made = await kit.api(`license/new_order_job_result?${q}`, { jobid });
    expect(await kit.api(`license/get_union_order?${q}`, { order_id: made.order_id })).toMatchObject({
      buy_list: [{ corpid, account_count: { base_count: 3 } }],
    });
  });
});

test("a seed plans faults", async () => {
  await kit.control("POST", "reset", {
    suites: [{ suiteId: "wwfresh" }],
    faults: [{ kind: "throttle", scope: { endpoint: "service/get_suite_token" }, remaining: 1 }],
  });
  expect(await kit.api("service/get_suite_token", {})).toMatchObject({ errcode: 45009 });
  expect(await kit.api("service/get_suite_token", {})).toMatchObject({ errcode: 41021 });
});

test("consumed_blackhole: the work is done and nobody hears of it", async () => {
  const sat = await kit.suiteToken();
  const { authCode } = await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
  await kit.control("POST", "faults", { kind: "consumed_blackhole", remaining: 1 });
  const address = `${kit.simulator.url}/cgi-bin/service/get_permanent_code?suite_access_token=${sat}`;
  const body = JSON.stringify({ auth_code: authCode });
  await expect(fetch(address, { method: "POST", body, signal: AbortSignal.timeout(200) })).rejects.toThrow();
  expect(await (await fetch(address, { method: "POST", body })).json()).toMatchObject({ errcode: 40078 });
});
