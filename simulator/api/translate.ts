import { deliver } from "../deliver";
import { ApiError } from "../errors";
import { suiteEvent } from "../events";
import { findWireCorp, findWireMember, wireCorpid, wireUserid } from "../identity";
import type { Corp } from "../state-corp";
import type { World } from "../world";
import { requireProvider } from "./auth";
import { type ApiCall, both, integer, ok, param, post, type Routes, text, texts } from "./call";
import { keepMedia } from "./media";

/** `$userName=ID$` and `$departmentName=ID$`: how third-party apps write names (protocol.md 4.12). */
const PLACEHOLDER = /\$(userName|departmentName)=([^$]+)\$/g;

/** Ids in a document become names; searching people by their names. Source: protocol.md 4.12, last rows. */
export const translateRoutes: Routes = {
  "service/contact/id_translate": post((call) => {
    requireProvider(call);
    const corp = authCorp(call);
    const ids = texts(call, "media_id_list", 10);
    const files = ids.map((id) => call.world.state.media[id]);
    const first = files[0];
    if (first === undefined || files.includes(undefined)) throw new ApiError(40007);
    const source = Buffer.from(first.base64, "base64").toString();
    const bytes = Buffer.from(withNames(call.world, corp, source));
    const { filename, contentType } = first;
    const made = keepMedia(call.world, { corpid: "", type: "file", filename, contentType, bytes });
    const jobId = `job${call.world.random.text(40)}`;
    call.world.state.jobs[jobId] = {
      jobId,
      kind: "id_translate",
      createdAt: call.world.clock.now(),
      result: { contact_id_translate: { url: `${call.world.settings.url}/_files/${made.mediaId}` } },
    };
    announce(call.world, corp, jobId);
    return ok({ jobid: jobId });
  }),

  "service/batch/getresult": both((call) => {
    requireProvider(call);
    const id = call.method === "GET" ? param(call, "jobid", 40058) : text(call, "jobid", 40058);
    const job = call.world.state.jobs[id];
    if (job?.kind !== "id_translate") throw new ApiError(40058, "jobid");
    return ok({ status: 3, type: "contact_id_translate", result: job.result });
  }),

  "service/contact/search": post((call) => {
    requireProvider(call);
    const corp = authCorp(call);
    return ok({ is_last: true, query_result: searched(call, corp, text(call, "query_word", 40063)) });
  }),

  "service/contact/batchsearch": post((call) => {
    requireProvider(call);
    const corp = authCorp(call);
    const list = Array.isArray(call.body.query_request_list) ? call.body.query_request_list : [];
    const query_result_list = list.map((item: { query_word?: unknown }) => {
      const query_word = String(item?.query_word ?? "");
      return { query_request: item, query_result: searched(call, corp, query_word) };
    });
    return ok({ query_result_list });
  }),

  /** Shared apps are not imitated: nobody shares anything (protocol.md 4.12). */
  "corpgroup/corp/list_app_share_info": both((call) => {
    if (call.query.get("access_token") === null) throw new ApiError(41001);
    return ok({ ending: 1, corp_list: [], next_cursor: "" });
  }),
};

function authCorp(call: ApiCall): Corp {
  const corp = findWireCorp(call.world, text(call, "auth_corpid", 41002));
  if (corp === null) throw new ApiError(40013);
  call.corpid = corp.corpid;
  return corp;
}

function searched(call: ApiCall, corp: Corp, word: string) {
  const type = integer(call, "query_type", 0);
  const userid = corp.members
    .filter((member) => member.name.includes(word) || member.userid.includes(word))
    .map((member) => wireUserid(call.world, member));
  const department_id = corp.departments.filter((one) => one.name.includes(word)).map((one) => one.id);
  return {
    user: { userid: type === 2 ? [] : userid, open_userid: type === 2 ? [] : userid },
    party: { department_id: type === 1 ? [] : department_id },
  };
}

/** The names in place of the ids; what is unknown stays as it is. */
export function withNames(world: World, corp: Corp, source: string): string {
  return source.replace(PLACEHOLDER, (whole, kind: string, id: string) => {
    if (kind === "userName") return findWireMember(world, corp, id)?.name ?? whole;
    return corp.departments.find((one) => one.id === Number(id))?.name ?? whole;
  });
}

/** Which channel carries batch_job_result is unconfirmed; ours is the instruction URL (protocol.md 3.2). */
function announce(world: World, corp: Corp, jobId: string): void {
  const installed = Object.values(world.state.installs).find(
    (one) => one.corpid === corp.corpid && one.status === "active",
  );
  const suite = world.state.suites[installed?.suiteId ?? ""];
  if (suite === undefined) return;
  const job = { JobId: jobId, JobType: "contact_id_translate", ErrCode: 0, ErrMsg: "ok" };
  const fields = { AuthCorpId: wireCorpid(world, corp), BatchJob: job };
  void deliver(world, suiteEvent(world, suite, "batch_job_result", fields, corp));
}
