// Follows events without a public address. Run: PORTAL=https://… KEY=wpk_… node follow.mjs
let last = process.env.CURSOR ?? "";
for (;;) {
  try {
    const headers = { authorization: `Bearer ${process.env.KEY}`, accept: "text/event-stream" };
    if (last) headers["last-event-id"] = last;
    const reply = await fetch(`${process.env.PORTAL}/api/v1/events/stream?suite=crm`, { headers });
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
    let text = "";
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const data = block.match(/^data: (.*)$/m)?.[1];
        if (data) console.log(JSON.parse(data));
        last = block.match(/^id: (.*)$/m)?.[1] ?? last;
      }
    }
  } catch (error) {
    console.error(String(error));
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}
