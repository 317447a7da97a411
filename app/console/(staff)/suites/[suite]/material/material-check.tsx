"use client";

import { ImageUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { State } from "@/app/_ui/state";
import { readPicture } from "@/app/console/(staff)/suites/[suite]/material/read-picture";
import { judgeMaterial, type MaterialFacts, type MaterialRule } from "@/lib/core/material-rules";

export type MaterialTexts = {
  drop: string;
  good: string;
  remove: string;
  enough: string;
  missing: string;
  formats: string;
  trouble: Record<"format" | "unreadable" | "bytes" | "pixels" | "square" | "ground", string>;
};

type Judged = { id: number; name: string; facts: MaterialFacts; picture: ImageData | null };

const sizeOf = (bytes: number) =>
  bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;
const fill = (text: string, values: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The picture, small, as the browser read it. */
function Thumb({ picture }: { picture: ImageData | null }) {
  return (
    <canvas
      aria-hidden
      width={picture?.width ?? 1}
      height={picture?.height ?? 1}
      ref={(canvas) => {
        if (picture) canvas?.getContext("2d")?.putImageData(picture, 0, 0);
      }}
      className="size-16 shrink-0 rounded-md border border-line object-contain"
    />
  );
}

/** Files dropped here are judged by one rule, in this browser. */
export function MaterialCheck({ rule, texts }: { rule: MaterialRule; texts: MaterialTexts }) {
  const [files, setFiles] = useState<Judged[]>([]);
  const next = useRef(0);
  const take = async (list: FileList | null) => {
    for (const file of [...(list ?? [])]) {
      const canvas = document.createElement("canvas");
      canvas.width = 128;
      canvas.height = 128;
      const facts = await readPicture(file, canvas);
      const context = facts.pixels ? canvas.getContext("2d") : null;
      const picture = context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
      next.current += 1;
      const id = next.current;
      setFiles((before) => [...before, { id, name: file.name, facts, picture }]);
    }
  };
  const passing = files.filter((one) => judgeMaterial(rule, one.facts).length === 0).length;
  const values = ({ facts }: Judged) => ({
    formats: texts.formats,
    size: sizeOf(facts.bytes),
    limit: sizeOf(rule.maxBytes),
    width: facts.pixels?.width ?? 0,
    height: facts.pixels?.height ?? 0,
    wantedWidth: rule.pixels?.width ?? 0,
    wantedHeight: rule.pixels?.height ?? 0,
  });
  const inputId = `material-${rule.kind}`;
  return (
    <div className="space-y-4">
      <label
        htmlFor={inputId}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer.files);
        }}
        className="flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-dashed border-line-strong px-4 py-8 text-center text-ink-soft focus-within:border-accent hover:bg-sunken"
      >
        <ImageUp aria-hidden className="size-6 text-accent" />
        {texts.drop}
        <input
          id={inputId}
          type="file"
          multiple
          className="sr-only"
          onChange={(event) => {
            void take(event.target.files).then(() => {
              event.target.value = "";
            });
          }}
          data-testid={inputId}
        />
      </label>
      <div aria-live="polite" className="space-y-3">
        {files.length > 0 ? (
          <State tone={passing >= rule.minCount ? "good" : "wait"} testId={`${inputId}-count`}>
            {passing >= rule.minCount
              ? fill(texts.enough, { count: passing })
              : fill(texts.missing, { count: rule.minCount - passing })}
          </State>
        ) : null}
        <ul className="divide-y divide-line">
          {files.map((one) => {
            const troubles = judgeMaterial(rule, one.facts);
            return (
              <li
                key={one.id}
                className="flex items-start gap-4 py-3 first:pt-0"
                data-testid="material-file"
                data-passes={troubles.length === 0}
              >
                <Thumb picture={one.picture} />
                <div className="min-w-0 flex-1">
                  <p className="truncate text-ink">{one.name}</p>
                  <p className="text-note text-ink-faint tabular-nums">
                    {one.facts.pixels ? `${one.facts.pixels.width} × ${one.facts.pixels.height} · ` : ""}
                    {sizeOf(one.facts.bytes)}
                  </p>
                  {troubles.length === 0 ? (
                    <State tone="good">{texts.good}</State>
                  ) : (
                    <ul className="text-bad">
                      {troubles.map((trouble) => (
                        <li key={trouble}>{fill(texts.trouble[trouble], values(one))}</li>
                      ))}
                    </ul>
                  )}
                </div>
                <Button
                  size="small"
                  look="quiet"
                  onClick={() => setFiles((before) => before.filter((other) => other.id !== one.id))}
                >
                  {texts.remove}
                </Button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
