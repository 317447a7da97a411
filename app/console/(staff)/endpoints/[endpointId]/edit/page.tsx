import { notFound } from "next/navigation";
import { Card } from "@/app/_ui/card";
import { Notice } from "@/app/_ui/state";
import { PageHead } from "@/app/console/_parts/page-head";
import { EditEndpointForm } from "@/app/console/(staff)/endpoints/[endpointId]/edit/edit-endpoint-form";
import { fieldTexts, formOf } from "@/app/console/(staff)/endpoints/endpoint-form";
import { findManaged } from "@/lib/features/gateway/manage-endpoints";
import { managerOfStaff } from "@/lib/features/gateway/manager";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function EditEndpointPage({ params }: { params: Promise<{ endpointId: string }> }) {
  const principal = await requireStaff("operator");
  const [deps, { t }, { endpointId }] = [await getDeps(), await getTranslator(), await params];
  const endpoint = await findManaged(deps, managerOfStaff(principal), endpointId);
  if (!endpoint) notFound();
  const path = `/console/endpoints/${endpointId}`;
  return (
    <>
      <PageHead
        above={
          <a href={path} className="text-ink-soft hover:text-ink">
            {endpoint.name}
          </a>
        }
        title={t("console.endpoints.edit.title")}
        lead={t("console.endpoints.edit.lead")}
      />
      {endpoint.verifiedBy === "bootstrap" ? (
        <div className="mb-5 max-w-3xl">
          <Notice tone="info">{t("console.endpoints.edit.bootstrap")}</Notice>
        </div>
      ) : null}
      <Card className="max-w-3xl">
        <EditEndpointForm
          endpointId={endpoint.id}
          seenAt={endpoint.updatedAt.toISOString()}
          start={formOf(endpoint)}
          backHref={path}
          texts={{
            fields: fieldTexts(t),
            submit: t("console.endpoints.edit.submit"),
            cancel: t("console.endpoints.edit.cancel"),
          }}
        />
      </Card>
    </>
  );
}
