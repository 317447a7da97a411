import { State, type Tone } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { scopeOfGroup } from "@/lib/core/api-scopes";
import { formatBytes } from "@/lib/core/format-bytes";
import { groupOfCall } from "@/lib/core/proxy-groups";
import { errorText, type Locale, parseErrorCode } from "@/lib/core/texts";
import { adviceFor } from "@/lib/core/wecom-errcodes";
import type { ShownCall } from "@/lib/features/console/list-calls";
import type { Translate } from "@/lib/runtime/i18n";

/** State of a call and one sentence more where there is one. */
function describe(call: ShownCall, locale: Locale, t: Translate): { tone: Tone; word: string; more: string } {
  const code = parseErrorCode(call.code);
  if (call.code === "proxy.call_limited") return { tone: "warn", word: t("console.calls.limited"), more: "" };
  if (call.code === "wecom.unreachable") return { tone: "bad", word: t("console.calls.broken"), more: "" };
  if (call.code?.startsWith("proxy.answer"))
    return { tone: "bad", word: t("console.calls.malformed"), more: "" };
  if (call.code !== null)
    return {
      tone: "off",
      word: t("console.calls.stopped"),
      more: code ? errorText(code, locale, scopeOfGroup(groupOfCall(call.path))) : "",
    };
  if (call.errcode === null || call.errcode === 0)
    return {
      tone: "good",
      word: t("console.calls.ok"),
      more: call.isRetried ? t("console.calls.retried") : "",
    };
  const advice = adviceFor(call.errcode);
  return {
    tone: advice?.kind === "back_off" || advice?.kind === "refresh" ? "warn" : "bad",
    word: t("console.calls.refused", { errcode: String(call.errcode) }),
    more: advice?.[locale === "en" ? "en" : "zh"].meaning ?? "",
  };
}

/** Calls through the proxy, newest first. */
export function CallTable({
  calls,
  now,
  locale,
  t,
}: {
  calls: readonly ShownCall[];
  now: Date;
  locale: Locale;
  t: Translate;
}) {
  return (
    <Table label={t("console.calls.title")} minWidth={940}>
      <TableHead>
        <Th>{t("console.calls.cols.call")}</Th>
        <Th>{t("console.calls.cols.result")}</Th>
        <Th>{t("console.calls.cols.corp")}</Th>
        <Th>{t("console.calls.cols.key")}</Th>
        <Th className="text-right">{t("console.calls.cols.took")}</Th>
        <Th className="text-right">{t("console.calls.cols.size")}</Th>
        <Th className="text-right">{t("console.calls.cols.at")}</Th>
      </TableHead>
      <tbody>
        {calls.map((call) => {
          const { tone, word, more } = describe(call, locale, t);
          return (
            <Tr key={call.id} data-testid="call-row">
              <Td>
                <code className="font-mono">{call.path}</code>
                <div className="font-mono text-note text-ink-faint">{call.method}</div>
              </Td>
              <Td className="max-w-64">
                <State tone={tone}>{word}</State>
                {more ? <div className="text-note text-ink-faint">{more}</div> : null}
              </Td>
              <Td>
                <a
                  href={`/console/corps/${encodeURIComponent(call.corpId)}`}
                  className="hover:text-accent hover:underline"
                >
                  {call.corpName ?? <code className="font-mono break-all">{call.corpId}</code>}
                </a>
                <div className="text-note text-ink-faint">{call.suiteKey}</div>
              </Td>
              <Td className="max-w-40 truncate" title={call.keyName}>
                {call.keyName}
              </Td>
              <Td className="text-right whitespace-nowrap tabular-nums">
                {t("console.calls.ms", { ms: call.ms })}
              </Td>
              <Td className="text-right whitespace-nowrap text-ink-soft tabular-nums">
                {formatBytes(call.bytesIn)} / {formatBytes(call.bytesOut)}
              </Td>
              <Td className="text-right text-ink-soft">
                <Ago at={call.at} now={now} t={t} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
