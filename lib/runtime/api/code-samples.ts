import "server-only";
import type { RouteFacts } from "@/lib/runtime/api/api-types";

export const LANGUAGES = ["curl", "TypeScript", "Python", "Java", "Go", "PHP"] as const;
export type Language = (typeof LANGUAGES)[number];

type Call = { method: string; url: string; body: string | null };

/** Path parameters of the examples. */
const EXAMPLE: Record<string, string> = {
  suite: "crm",
  corpId: "ww1d2c3b4a5f6e7d8c",
  path: "cgi-bin/user/get?userid=zhangsan",
  linkId: "019aba2e-7c1d-7b3e-9d53-5f0a7c2e1b44",
};

function callOf(route: RouteFacts, portalUrl: string): Call {
  const path = route.path.replace(/\{([^}+]+)\+?\}/g, (_all, name: string) => EXAMPLE[name] ?? `{${name}}`);
  const method = route.method === "ANY" ? "GET" : route.method;
  const body = route.bodyExample === undefined ? null : JSON.stringify(route.bodyExample, null, 2);
  return { method, url: `${portalUrl}/api/v1${path}`, body };
}

const indent = (text: string, by: string) => text.split("\n").join(`\n${by}`);

const WRITERS: Record<Language, (call: Call) => string> = {
  curl: ({ method, url, body }) =>
    [
      `curl${method === "GET" ? "" : ` -X ${method}`} '${url}' \\`,
      `  -H "Authorization: Bearer $PORTAL_KEY"${body ? " \\" : ""}`,
      ...(body ? ["  -H 'Content-Type: application/json' \\", `  -d '${body}'`] : []),
    ].join("\n"),
  TypeScript: ({ method, url, body }) =>
    [
      `const reply = await fetch("${url}", {`,
      ...(method === "GET" ? [] : [`  method: "${method}",`]),
      "  headers: {",
      '    Authorization: "Bearer " + portalKey, // from your configuration',
      ...(body ? ['    "Content-Type": "application/json",'] : []),
      "  },",
      ...(body ? [`  body: JSON.stringify(${indent(body, "  ")}),`] : []),
      "});",
      "if (!reply.ok) throw new Error((await reply.json()).code);",
      "const answer = await reply.json();",
    ].join("\n"),
  Python: ({ method, url, body }) =>
    [
      "import json, os, urllib.request",
      "",
      "request = urllib.request.Request(",
      `    "${url}",`,
      `    method="${method}",`,
      '    headers={"Authorization": "Bearer " + os.environ["PORTAL_KEY"]'.concat(
        body ? ', "Content-Type": "application/json"},' : "},",
      ),
      ...(body ? [`    data=json.dumps(${indent(body.replaceAll("null", "None"), "    ")}).encode(),`] : []),
      ")",
      "with urllib.request.urlopen(request, timeout=15) as reply:",
      "    answer = json.load(reply)",
    ].join("\n"),
  Java: ({ method, url, body }) =>
    [
      "HttpRequest request = HttpRequest.newBuilder(",
      `    URI.create("${url}"))`,
      '  .header("Authorization", "Bearer " + System.getenv("PORTAL_KEY"))',
      ...(body ? ['  .header("Content-Type", "application/json")'] : []),
      body
        ? `  .method("${method}", HttpRequest.BodyPublishers.ofString("""\n    ${indent(body, "    ")}\n    """))`
        : `  .method("${method}", HttpRequest.BodyPublishers.noBody())`,
      "  .build();",
      "HttpResponse<String> reply = HttpClient.newHttpClient()",
      "  .send(request, HttpResponse.BodyHandlers.ofString());",
    ].join("\n"),
  Go: ({ method, url, body }) =>
    [
      ...(body ? [`body := strings.NewReader(\`${body}\`)`] : []),
      `request, err := http.NewRequest("${method}", "${url}", ${body ? "body" : "nil"})`,
      "if err != nil {",
      "\treturn err",
      "}",
      'request.Header.Set("Authorization", "Bearer "+os.Getenv("PORTAL_KEY"))',
      ...(body ? ['request.Header.Set("Content-Type", "application/json")'] : []),
      "reply, err := http.DefaultClient.Do(request)",
    ].join("\n"),
  PHP: ({ method, url, body }) =>
    [
      `$call = curl_init('${url}');`,
      "curl_setopt_array($call, [",
      `    CURLOPT_CUSTOMREQUEST => '${method}',`,
      "    CURLOPT_RETURNTRANSFER => true,",
      "    CURLOPT_HTTPHEADER => [",
      "        'Authorization: Bearer ' . getenv('PORTAL_KEY'),",
      ...(body ? ["        'Content-Type: application/json',"] : []),
      "    ],",
      ...(body ? [`    CURLOPT_POSTFIELDS => '${indent(body, "    ")}',`] : []),
      "]);",
      "$answer = json_decode(curl_exec($call), true);",
    ].join("\n"),
};

/** The same call in six languages, with nothing but what each brings along. The key comes from the environment. */
export function samplesOf(route: RouteFacts, portalUrl: string): { language: Language; text: string }[] {
  const call = callOf(route, portalUrl);
  return LANGUAGES.map((language) => ({ language, text: WRITERS[language](call) }));
}
