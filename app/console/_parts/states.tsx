import { Badge, State, type Tone } from "@/app/_ui/state";
import { ErrcodeLink } from "@/app/console/_parts/errcode";
import { ticketAge } from "@/lib/features/setup/checklist";
import type { Translate } from "@/lib/runtime/i18n";

const CORP_TONES: Record<string, Tone> = {
  active: "good",
  needs_reauthorization: "warn",
  cancelled: "off",
  purged: "off",
};

/** State of an authorisation. A word that we do not know is shown as it is. */
export function CorpStatus({ status, t }: { status: string; t: Translate }) {
  const isKnown = Object.hasOwn(CORP_TONES, status);
  return (
    <Badge tone={CORP_TONES[status] ?? "info"}>
      {isKnown ? t(`common.status.${status as "active"}`) : status}
    </Badge>
  );
}

/** Whether tickets still come. WeCom pushes one every ten minutes. */
export function TicketState({ at, now, t }: { at: Date | null; now: Date; t: Translate }) {
  if (at === null) return <State tone="wait">{t("console.suites.ticketNever")}</State>;
  const age = ticketAge(at, now);
  if (age === "alarm") return <State tone="bad">{t("console.suites.ticketLate")}</State>;
  if (age === "notice") return <State tone="warn">{t("console.suites.ticketNotice")}</State>;
  return <State tone="good">{t("console.suites.ticketFresh")}</State>;
}

export type TokenFacts = { expiresAt: Date | null; errcode: number | null };

/** Tokens are fetched when used: an expired one is no fault, a refusal is. */
export function SuiteTokenState({ token, now, t }: { token: TokenFacts; now: Date; t: Translate }) {
  if (token.errcode)
    return (
      <State tone="bad">
        <ErrcodeLink code={token.errcode}>
          {t("console.suites.tokenRefused", { errcode: String(token.errcode) })}
        </ErrcodeLink>
      </State>
    );
  if (token.expiresAt === null) return <State tone="off">{t("console.suites.tokenNever")}</State>;
  return token.expiresAt > now ? (
    <State tone="good">{t("console.suites.tokenLive")}</State>
  ) : (
    <State tone="off">{t("console.suites.tokenExpired")}</State>
  );
}

/** The same for the token of an enterprise. */
export function CorpTokenState({ token, now, t }: { token: TokenFacts; now: Date; t: Translate }) {
  if (token.errcode)
    return (
      <State tone="bad" testId="corp-token-state">
        <ErrcodeLink code={token.errcode}>
          {t("console.corp.tokenFailed", { errcode: String(token.errcode) })}
        </ErrcodeLink>
      </State>
    );
  if (token.expiresAt === null)
    return (
      <State tone="off" testId="corp-token-state">
        {t("console.corp.tokenNone")}
      </State>
    );
  return token.expiresAt > now ? (
    <State tone="good" testId="corp-token-state">
      {t("console.corp.tokenLive")}
    </State>
  ) : (
    <State tone="off" testId="corp-token-state">
      {t("console.corp.tokenExpired")}
    </State>
  );
}
