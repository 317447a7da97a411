import { notFound } from "next/navigation";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { SelectField } from "@/app/_ui/field";
import { State } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { changeStaffAction } from "@/app/console/(staff)/actions";
import { InviteForm, NewLinkForm } from "@/app/console/(staff)/staff/staff-forms";
import { listStaff } from "@/lib/features/staff/manage-staff";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const ROLES = ["owner", "operator", "viewer"] as const;

export default async function StaffPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff("owner");
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const found = await listStaff(deps, principal);
  if (!found.ok) notFound();
  const now = deps.clock.now();
  const link = {
    title: t("console.staff.linkReady"),
    hint: t("console.staff.linkHint"),
    copy: {
      label: t("common.copy.label", { what: t("console.staff.linkReady") }),
      done: t("common.copy.done"),
      failed: t("common.copy.failed"),
    },
  };
  return (
    <>
      <PageHead title={t("console.staff.title")} lead={t("console.staff.lead")} />
      <ActionNotice name={query.notice} t={t} />
      <div className="grid gap-6">
        <Card title={t("console.staff.invite")} hint={t("console.staff.inviteHint")}>
          <InviteForm
            link={link}
            texts={{
              name: t("console.first.name"),
              email: t("console.first.email"),
              role: t("console.staff.cols.role"),
              submit: t("console.staff.inviteSubmit"),
              roles: ROLES.map((one) => ({
                value: one,
                text: `${t(`console.role.${one}`)} · ${t(`console.roleHint.${one}`)}`,
              })),
            }}
          />
        </Card>
        <Card flush>
          <Table label={t("console.staff.title")} minWidth={860}>
            <TableHead>
              <Th>{t("console.staff.cols.name")}</Th>
              <Th>{t("console.staff.cols.role")}</Th>
              <Th>{t("console.staff.cols.state")}</Th>
              <Th>{t("console.staff.cols.lastSignIn")}</Th>
              <Th>
                <span className="sr-only">{t("console.staff.cols.action")}</span>
              </Th>
            </TableHead>
            <tbody>
              {found.value.map((one) => {
                const isSelf = one.id === principal.id;
                return (
                  <Tr key={one.id} data-testid="staff-row">
                    <Td>
                      <div className="font-semibold">
                        {one.name}
                        {isSelf ? (
                          <span className="ml-2 text-note font-normal text-ink-faint">
                            {t("console.staff.you")}
                          </span>
                        ) : null}
                      </div>
                      <div className="text-note text-ink-faint">{one.email}</div>
                    </Td>
                    <Td>
                      {isSelf ? (
                        t(`console.role.${one.role}`)
                      ) : (
                        <form action={changeStaffAction} className="flex items-center gap-2">
                          <input type="hidden" name="staffId" value={one.id} />
                          <SelectField
                            id={`role-${one.id}`}
                            name="role"
                            label={t("console.staff.roleOf", { name: one.name })}
                            hideLabel
                            defaultValue={one.role}
                          >
                            {ROLES.map((each) => (
                              <option key={each} value={each}>
                                {t(`console.role.${each}`)}
                              </option>
                            ))}
                          </SelectField>
                          <Button type="submit" size="small" look="quiet">
                            {t("console.staff.saveRole")}
                          </Button>
                        </form>
                      )}
                    </Td>
                    <Td>
                      {one.disabledAt ? (
                        <State tone="off">{t("console.staff.disabled")}</State>
                      ) : one.hasPassword ? (
                        <State tone="good">{t("console.staff.active")}</State>
                      ) : (
                        <State tone="wait">{t("console.staff.invited")}</State>
                      )}
                    </Td>
                    <Td className="text-ink-soft">
                      {one.lastSignInAt ? (
                        <Ago at={one.lastSignInAt} now={now} t={t} />
                      ) : (
                        t("console.staff.never")
                      )}
                    </Td>
                    <Td>
                      {isSelf ? null : (
                        <div className="flex flex-wrap justify-end gap-2">
                          {one.disabledAt ? null : (
                            <NewLinkForm
                              staffId={one.id}
                              email={one.email}
                              submit={t("console.staff.newLink")}
                              link={link}
                            />
                          )}
                          <form action={changeStaffAction}>
                            <input type="hidden" name="staffId" value={one.id} />
                            <input type="hidden" name="disabled" value={one.disabledAt ? "false" : "true"} />
                            <Button type="submit" size="small" look={one.disabledAt ? "plain" : "danger"}>
                              {t(one.disabledAt ? "console.staff.enable" : "console.staff.disable")}
                            </Button>
                          </form>
                        </div>
                      )}
                    </Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        </Card>
      </div>
    </>
  );
}
