import { Card } from "@/app/_ui/card";
import { DeleteForm, ReplayForm, RotateForm } from "@/app/console/(staff)/endpoints/[endpointId]/tool-forms";
import type { Translate } from "@/lib/runtime/i18n";
import type { Endpoint } from "@/lib/store/endpoint-shape";

const OVERLAPS = ["24", "72", "168", "0"] as const;
const RANGES = ["24", "1", "168", "720"] as const;
const KINDS = ["never_arrived", "all"] as const;

/** Rotation, replay of many, deletion: operators only. */
export function EndpointTools({ endpoint, t }: { endpoint: Endpoint; t: Translate }) {
  return (
    <>
      <Card title={t("console.endpoints.replay.title")} hint={t("console.endpoints.replay.hint")}>
        <ReplayForm
          endpointId={endpoint.id}
          texts={{
            since: t("console.endpoints.replay.since"),
            ranges: RANGES.map((value) => ({ value, text: t(`console.endpoints.replay.ranges.${value}`) })),
            only: t("console.endpoints.replay.only"),
            kinds: KINDS.map((value) => ({ value, text: t(`console.endpoints.replay.kinds.${value}`) })),
            count: t("console.endpoints.replay.count"),
            none: t("console.endpoints.replay.none"),
            confirm: t("console.endpoints.replay.confirm", { count: "{count}" }),
            found: t("console.endpoints.replay.found", { count: "{count}" }),
            queued: t("console.endpoints.replay.queued", { count: "{count}" }),
          }}
        />
      </Card>
      <Card title={t("console.endpoints.rotate")} hint={t("console.endpoints.rotateHint")}>
        <RotateForm
          endpointId={endpoint.id}
          texts={{
            overlap: t("console.endpoints.overlap"),
            overlaps: OVERLAPS.map((value) => ({ value, text: t(`console.endpoints.overlaps.${value}`) })),
            submit: t("console.endpoints.rotate"),
            done: t("console.endpoints.newSecret"),
            once: t("console.endpoints.form.secretOnce"),
            copy: {
              label: t("common.copy.label", { what: t("console.endpoints.secret") }),
              done: t("common.copy.done"),
              failed: t("common.copy.failed"),
            },
          }}
        />
      </Card>
      <Card title={t("console.endpoints.remove")} hint={t("console.endpoints.removeHint")}>
        <DeleteForm
          endpointId={endpoint.id}
          texts={{ name: t("console.endpoints.removeName"), submit: t("console.endpoints.remove") }}
        />
      </Card>
    </>
  );
}
