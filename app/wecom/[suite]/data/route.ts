import { callbackRoute } from "@/lib/runtime/callback-route";

// 数据回调: GET proves the URL, POST takes messages and events of the authorised corps.
const route = callbackRoute("data");

export const GET = route;
export const POST = route;
// Next would answer HEAD with GET, and the rest in its own words.
export const HEAD = route;
export const PUT = route;
export const PATCH = route;
export const DELETE = route;
export const OPTIONS = route;
