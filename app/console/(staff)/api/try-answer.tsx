import { Badge } from "@/app/_ui/state";
import { JsonBox } from "@/app/console/_parts/json-box";
import type { TryTexts } from "@/app/console/(staff)/api/try-texts";
import type { Tried } from "@/lib/runtime/api/try-api";

/** What a program would have got. */
export function TryAnswer({ id, tried, texts }: { id: string; tried: Tried; texts: TryTexts }) {
  const isReplayed = tried.headers.some(([name]) => name === "idempotent-replayed");
  return (
    <div className="space-y-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-note text-ink-faint">
        <Badge tone={tried.status < 300 ? "good" : "bad"} testId={`${id}-status`}>
          {texts.status} {tried.status}
        </Badge>
        {isReplayed ? (
          <Badge tone="info" testId={`${id}-replayed`}>
            {texts.replayed}
          </Badge>
        ) : null}
        <span>
          {texts.requestId} <code className="font-mono text-ink">{tried.requestId}</code>
        </span>
      </p>
      {tried.headers.length > 0 ? (
        <div>
          <p className="text-note text-ink-faint">{texts.answerHeaders}</p>
          <ul className="font-mono text-note leading-5 break-words text-ink" data-testid={`${id}-headers`}>
            {tried.headers.map(([name, value]) => (
              <li key={name}>
                {name}: {value}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {tried.body.kind === "json" ? (
        <JsonBox label={texts.answer} text={tried.body.text} testId={`${id}-answer`} />
      ) : (
        <p className="text-note text-ink-faint" data-testid={`${id}-answer`}>
          {texts.noBody[tried.body.kind]}
        </p>
      )}
    </div>
  );
}
