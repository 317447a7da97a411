import type { CallGroupTexts } from "@/app/console/(staff)/keys/call-groups";
import type { ShownTexts } from "@/app/console/(staff)/keys/key-forms";
import type { LimitTexts } from "@/app/console/(staff)/keys/limits-form";
import { KEY_LIMITS } from "@/lib/core/key-limits";
import type { Translate } from "@/lib/runtime/i18n";

/** Texts that the forms of this page share: parts that run in the browser get them as props. */
export function shownTexts(t: Translate): ShownTexts {
  return {
    title: t("console.apiKeys.ready"),
    hint: t("console.apiKeys.readyHint"),
    copy: {
      label: t("common.copy.label", { what: t("console.apiKeys.key") }),
      done: t("common.copy.done"),
      failed: t("common.copy.failed"),
    },
  };
}

export function limitTexts(t: Translate): LimitTexts {
  const told = (name: keyof typeof KEY_LIMITS) => ({
    label: t(`console.apiKeys.limits.${name}`),
    hint: t("console.apiKeys.limits.hint", KEY_LIMITS[name]),
  });
  return { callsPerMinute: told("callsPerMinute"), cachedPerMinute: told("cachedPerMinute") };
}

export function callGroupTexts(t: Translate): CallGroupTexts {
  return {
    legend: t("console.apiKeys.calls.legend"),
    all: t("console.apiKeys.calls.all"),
    allHint: t("console.apiKeys.calls.allHint"),
    some: t("console.apiKeys.calls.some"),
    someHint: t("console.apiKeys.calls.someHint"),
    groups: t("console.apiKeys.calls.groups"),
    moot: t("console.apiKeys.calls.moot"),
  };
}
