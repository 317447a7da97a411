import { beginAdminSignIn } from "@/lib/runtime/admin-sign-in";
import { asksForProof, callbackRoute } from "@/lib/runtime/callback-route";

// 业务设置URL: with echostr it proves itself, without it an enterprise admin comes to sign in; POST takes messages.
const route = callbackRoute("settings");

export async function GET(request: Request, context: { params: Promise<{ suite: string }> }) {
  if (asksForProof(new URL(request.url).search)) return route(request, context);
  return beginAdminSignIn(request, (await context.params).suite);
}
export const POST = route;
export const HEAD = route;
export const PUT = route;
export const PATCH = route;
export const DELETE = route;
export const OPTIONS = route;
