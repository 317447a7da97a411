import { writeFile } from "node:fs/promises";
import path from "node:path";
import { importBundle } from "../lib/runtime/bundle.mjs";

// `npm run docs:errcodes`: writes the pages of error codes from the one table. A test fails when they are not current.
const { errcodePage } = await importBundle("lib/core/errcode-page.ts");
const docs = import.meta.dirname;
await writeFile(path.join(docs, "errcodes.md"), errcodePage("en"));
await writeFile(path.join(docs, "errcodes.zh-CN.md"), errcodePage("zh-CN"));
