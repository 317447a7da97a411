import { callbackRoute } from "@/lib/runtime/callback-route";

// 指令回调: GET proves the URL, POST takes suite events; with `_provider`, the provider-level events.
const route = callbackRoute("command");

export const GET = route;
export const POST = route;
// Next would answer HEAD with GET, and the rest in its own words.
export const HEAD = route;
export const PUT = route;
export const PATCH = route;
export const DELETE = route;
export const OPTIONS = route;
