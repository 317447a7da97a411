// A receiver with the JDK alone (11 or later). Run: WEBHOOK_SECRET=whsec_… java Receiver.java
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Receiver {
  static final byte[] KEY =
      Base64.getDecoder().decode(System.getenv("WEBHOOK_SECRET").replaceFirst("^whsec_", ""));
  static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  // Enough for an example; use your JSON library.
  static final Pattern CHALLENGE = Pattern.compile("\"challenge\":\"([0-9a-f]+)\"");

  static boolean verify(String id, String timestamp, String signatures, byte[] body) throws Exception {
    if (id == null || timestamp == null || signatures == null || !timestamp.matches("\\d{1,12}")) return false;
    // The time in both directions: an old message is a replay, a future one a forgery or a wrong clock.
    if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > 300) return false;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.write((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    signed.write(body);
    byte[] right = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()))).getBytes();
    // Several signatures while a secret is being rotated: one that fits is enough.
    for (String one : signatures.split(" ")) if (MessageDigest.isEqual(right, one.getBytes())) return true;
    return false;
  }

  public static void main(String[] args) throws Exception {
    String port = System.getenv().getOrDefault("PORT", "8000");
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(port)), 0);
    server.createContext("/", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      String id = headers.getFirst("webhook-id");
      byte[] answer = new byte[0];
      int status = 204;
      try {
        if (!verify(id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body)) {
          status = 401;
        } else {
          String text = new String(body, StandardCharsets.UTF_8);
          Matcher challenge = CHALLENGE.matcher(text);
          if (text.startsWith("{\"type\":\"portal.challenge\"") && challenge.find()) {
            status = 200;
            answer = ("{\"challenge\":\"" + challenge.group(1) + "\"}").getBytes(StandardCharsets.UTF_8);
          } else if (SEEN.add(id)) {
            // At least once: the same id may come again. Keep ids in your database.
            System.out.println(text);
          }
        }
      } catch (Exception error) {
        status = 500;
      }
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }
}
