import type { FieldTexts } from "@/app/console/(staff)/endpoints/endpoint-fields";
import type { Translate } from "@/lib/runtime/i18n";
import type { Endpoint } from "@/lib/store/endpoint-shape";

/** The fields of an endpoint as a form holds them: text. A box that is not ticked sends nothing. */
export type EndpointForm = {
  url: string;
  events: string;
  corps: string;
  description: string;
  environment: string;
  payload: string;
  ordered?: string | undefined;
  answers?: string | undefined;
  concurrency: string;
  rate_per_second: string;
};

export const EMPTY_FORM: EndpointForm = {
  url: "",
  events: "*",
  corps: "",
  description: "",
  environment: "production",
  payload: "thin",
  concurrency: "8",
  rate_per_second: "",
};

export function formOf(endpoint: Endpoint): EndpointForm {
  return {
    url: endpoint.url,
    events: endpoint.eventFilter.join("\n"),
    corps: endpoint.corpFilter.join("\n"),
    description: endpoint.description,
    environment: endpoint.environment,
    payload: endpoint.payload,
    ordered: endpoint.isOrdered ? "on" : undefined,
    answers: endpoint.isAnswering ? "on" : undefined,
    concurrency: String(endpoint.concurrency),
    rate_per_second: endpoint.ratePerSecond === null ? "" : String(endpoint.ratePerSecond),
  };
}

export function fieldTexts(t: Translate): FieldTexts {
  return {
    url: t("console.endpoints.form.url"),
    urlHint: t("console.endpoints.form.urlHint"),
    events: t("console.endpoints.form.events"),
    eventsHint: t("console.endpoints.form.eventsHint"),
    corps: t("console.endpoints.form.corps"),
    corpsHint: t("console.endpoints.form.corpsHint"),
    description: t("console.endpoints.form.description"),
    environment: t("console.endpoints.form.environment"),
    environmentHint: t("console.endpoints.form.environmentHint"),
    production: t("console.endpoints.environment.production"),
    development: t("console.endpoints.environment.development"),
    payload: t("console.endpoints.form.payload"),
    thin: t("console.endpoints.form.payloads.thin"),
    full: t("console.endpoints.form.payloads.full"),
    ordered: t("console.endpoints.form.ordered"),
    answers: t("console.endpoints.form.answers"),
    concurrency: t("console.endpoints.form.concurrency"),
    rate: t("console.endpoints.form.rate"),
  };
}
