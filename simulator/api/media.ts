import { ApiError } from "../errors";
import type { Media } from "../state";
import type { World } from "../world";
import { requireCorp, requireProvider } from "./auth";
import { type ApiCall, type ApiReply, get, ok, param, post, type Routes } from "./call";
import { type Part, readMultipart } from "./multipart";

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

function upload(call: ApiCall, corpid: string): ApiReply {
  const type = param(call, "type", 40058);
  if (!TYPES.has(type)) throw new ApiError(40058);
  const { bytes, filename, contentType } = readFile(call);
  if (bytes.length <= 5) throw new ApiError(44001);
  if (bytes.length > (MOST[type] ?? 0) * 1024 * 1024) throw new ApiError(45001);
  const media = keepMedia(call.world, { corpid, type, filename: filename ?? "file", contentType, bytes });
  // created_at is a string (rule 8).
  return ok({ type, media_id: media.mediaId, created_at: String(Math.floor(media.createdAt / 1000)) });
}

export function keepMedia(
  world: World,
  given: { corpid: string; type: string; filename: string; contentType: string; bytes: Buffer },
): Media {
  const { bytes, ...rest } = given;
  const mediaId = `3${world.random.text(64)}`;
  const media = { ...rest, mediaId, base64: bytes.toString("base64"), createdAt: world.clock.now() };
  world.state.media[mediaId] = media;
  return media;
}

/** Multipart with the part `media`, or with one file under another name; anything else is an empty upload. */
function readFile(call: ApiCall): Part {
  const parts = readMultipart(call.raw, call.contentType);
  const file = parts.find((part) => part.name === "media") ?? parts.find((part) => part.filename !== null);
  if (file === undefined) throw new ApiError(44001);
  return file;
}
