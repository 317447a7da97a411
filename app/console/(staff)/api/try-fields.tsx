import { Field, SelectField } from "@/app/_ui/field";
import type { TryTexts } from "@/app/console/(staff)/api/try-texts";

/** Ids of the lists that the page has once for all its forms. */
export const CORP_LIST = "try-corps";
export const ENDPOINT_LIST = "try-endpoints";

export type Choice = { value: string; text: string };

/** One parameter of a call's path. */
export function PathField({
  id,
  name,
  suites,
  texts,
}: {
  id: string;
  name: string;
  suites: Choice[];
  texts: TryTexts;
}) {
  const field = `param.${name}`;
  if (name === "suite")
    return (
      <SelectField id={`${id}-suite`} name={field} label={texts.suite}>
        {suites.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </SelectField>
    );
  const shared = { name: field, required: true, autoComplete: "off", maxLength: 200 };
  if (name === "corpId") return <Field id={`${id}-corp`} label={texts.corp} list={CORP_LIST} {...shared} />;
  if (name === "path")
    return <Field id={`${id}-path`} label={texts.path} placeholder={texts.pathHint} {...shared} />;
  const list = name === "endpointId" ? { list: ENDPOINT_LIST } : {};
  return (
    <Field id={`${id}-${name}`} label={<code className="font-mono">{name}</code>} {...list} {...shared} />
  );
}
