import { CheckField, Field, SelectField, TextField } from "@/app/_ui/field";
import type { EndpointForm } from "@/app/console/(staff)/endpoints/endpoint-form";

type Name =
  | "url"
  | "urlHint"
  | "events"
  | "eventsHint"
  | "corps"
  | "corpsHint"
  | "description"
  | "environment"
  | "environmentHint"
  | "production"
  | "development"
  | "payload"
  | "thin"
  | "full"
  | "ordered"
  | "answers"
  | "concurrency"
  | "rate";
export type FieldTexts = Record<Name, string>;

/** Everything of an endpoint that may be set later as well. `start`: what stands in it at first. */
export function EndpointFields({ start, texts }: { start: EndpointForm; texts: FieldTexts }) {
  return (
    <>
      <Field
        id="url"
        name="url"
        type="url"
        label={texts.url}
        hint={texts.urlHint}
        placeholder="https://"
        defaultValue={start.url}
        required
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          id="events"
          name="events"
          label={texts.events}
          hint={texts.eventsHint}
          defaultValue={start.events}
          required
          rows={4}
        />
        <TextField
          id="corps"
          name="corps"
          label={texts.corps}
          hint={texts.corpsHint}
          defaultValue={start.corps}
          rows={4}
        />
      </div>
      <Field
        id="description"
        name="description"
        label={texts.description}
        defaultValue={start.description}
        maxLength={300}
        autoComplete="off"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          id="environment"
          name="environment"
          label={texts.environment}
          hint={texts.environmentHint}
          defaultValue={start.environment}
        >
          <option value="production">{texts.production}</option>
          <option value="development">{texts.development}</option>
        </SelectField>
        <SelectField id="payload" name="payload" label={texts.payload} defaultValue={start.payload}>
          <option value="thin">{texts.thin}</option>
          <option value="full">{texts.full}</option>
        </SelectField>
        <Field
          id="concurrency"
          name="concurrency"
          type="number"
          min={1}
          max={32}
          defaultValue={start.concurrency}
          label={texts.concurrency}
          required
        />
        <Field
          id="rate"
          name="rate_per_second"
          type="number"
          min={1}
          max={1000}
          defaultValue={start.rate_per_second}
          label={texts.rate}
        />
      </div>
      <div className="space-y-2">
        <CheckField
          id="ordered"
          name="ordered"
          label={texts.ordered}
          defaultChecked={start.ordered === "on"}
        />
        <CheckField
          id="answers"
          name="answers"
          label={texts.answers}
          defaultChecked={start.answers === "on"}
        />
      </div>
    </>
  );
}
