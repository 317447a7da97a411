import { ApiError } from "../errors";
import { requireCorp, requireProvider } from "./auth";
import { type ApiCall, type ApiReply, get, ok, param, post, type Routes } from "./call";

const TYPES = new Set(["image", "voice", "video", "file"]);
/** 10 MB pictures, 2 MB voice, 10 MB video, 20 MB files (protocol.md 4.12). */
const MOST: Record<string, number> = { image: 10, voice: 2, video: 10, file: 20 };
const THREE_DAYS_MS = 3 * 86_400_000;

export const mediaRoutes: Routes = {
  "media/upload": post((call) => upload(call, requireCorp(call).corp.corpid)),
  "service/media/upload": post((call) => {
    requireProvider(call);
    return upload(call, "");
  }),
  "media/get": get((call) => {
    const { corp } = requireCorp(call);
    const media = call.world.state.media[param(call, "media_id", 41006)];
    const isGone = media === undefined || media.createdAt + THREE_DAYS_MS < call.world.clock.now();
    if (isGone || media.corpid !== corp.corpid) throw new ApiError(40007);
    return {
      bytes: Buffer.from(media.base64, "base64"),
      contentType: media.contentType,
      filename: media.filename,
    };
  }),
};

async function upload(call: ApiCall, corpid: string): Promise<ApiReply> {
  const type = param(call, "type", 40058);
  if (!TYPES.has(type)) throw new ApiError(40058);
  const file = await readFile(call);
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length <= 5) throw new ApiError(44001);
  if (bytes.length > (MOST[type] ?? 0) * 1024 * 1024) throw new ApiError(45001);
  const mediaId = `3${call.world.random.text(64)}`;
  const createdAt = call.world.clock.now();
  const contentType = file.type || "application/octet-stream";
  const base64 = bytes.toString("base64");
  call.world.state.media[mediaId] = {
    mediaId,
    corpid,
    type,
    filename: file.name,
    contentType,
    base64,
    createdAt,
  };
  // created_at is a string (rule 8).
  return ok({ type, media_id: mediaId, created_at: String(Math.floor(createdAt / 1000)) });
}

/** Multipart with the part `media`; anything else is an empty upload. */
async function readFile(call: ApiCall): Promise<File> {
  try {
    const response = new Response(new Uint8Array(call.raw), {
      headers: { "content-type": call.contentType },
    });
    const form = await response.formData();
    const file = form.get("media");
    if (file instanceof File) return file;
  } catch {
    // Not multipart: the same answer as a form without the part.
  }
  throw new ApiError(44001);
}
