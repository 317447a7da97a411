import type { consoleDoctorZhCn } from "@/lib/core/texts/console-doctor.zh-cn";

/** What the doctor says of requests to callback addresses. English. */
export const consoleDoctorEn: typeof consoleDoctorZhCn = {
  doctor: {
    wrong: "What is wrong",
    change: "What to change",
    causes: {
      signature: {
        wrong: "The signature does not verify: it was made with another Token than the one of this address.",
        change:
          "Open the suite's callback settings in the vendor console, enter the Token that is stored here, and save again.",
      },
      signature_other_suite: {
        wrong:
          "The signature belongs to suite {suite}, but the request came to the address of {label}: the callback URLs of two suites are swapped.",
        change: "In the vendor console, change the callback URL of suite {suite} to {address}.",
      },
      signature_ended_key: {
        wrong: "The sender still uses the old Token and EncodingAESKey, which ended at {at}.",
        change:
          "Enter the present Token and EncodingAESKey in the vendor console, or bring the old pair back with a later end.",
      },
      echo_damaged: {
        wrong:
          'The echostr was changed on its way: a "+" was lost or it was encoded twice, so the signature no longer fits.',
        change:
          'Make the reverse proxy or firewall pass the query on as it is: no decoding, no rewriting of "+" or "%2B".',
      },
      echo_repaired: {
        wrong: 'A proxy turned the "+" of the echostr into spaces; this address repaired it and answered.',
        change:
          "Make the reverse proxy pass the query on as it is, or other programs behind it will fail their check.",
      },
      aes_key: {
        wrong:
          "The signature is right but the content does not open: the sender uses another EncodingAESKey.",
        change:
          "Compare the EncodingAESKey (43 characters) in the vendor console with the one stored for this suite, and save again.",
      },
      receive_id: {
        wrong: "The receive_id is {got}, but this address accepts only {expected}.",
        change:
          "Check the SuiteID of suite {label} and the provider's CorpID, and whether this URL was entered in the right app.",
      },
      inner_suite_id: {
        wrong: "The decrypted SuiteId is {got}, but the SuiteID of suite {label} is {expected}.",
        change:
          "Two suites share one Token and EncodingAESKey, or the SuiteID is wrong. Give every suite its own pair and check the SuiteID.",
      },
      wrong_channel: {
        wrong: "A suite event came to the {channel} address: command and data callback URL are swapped.",
        change: "In the vendor console, change the command callback URL to {address}.",
      },
      unknown_corp: {
        wrong: "The event is of enterprise {got}, which has not authorised suite {label}.",
        change:
          "If it did authorise, read its authorisation again on the enterprise's page; otherwise nothing needs doing.",
      },
      not_an_echo: {
        wrong:
          "What the echostr held is no URL check. Somebody may have sent a captured message as echostr to have it decrypted.",
        change:
          "It was refused. If it was your own test, start the check with the save button of the vendor console.",
      },
      proof_window: {
        wrong: "Keys and content are right, but this URL is verified already and no check is expected now.",
        change:
          'Press "Start verification" on the suite\'s page, then save in the vendor console within 15 minutes.',
      },
      replay: {
        wrong: "This echostr was answered once already and is not answered again.",
        change:
          "Press save in the vendor console again for a fresh echostr. If it keeps coming, see whether a proxy repeats requests.",
      },
      stale: {
        wrong: "By platform time the event is older than 24 hours: it was stored but not worked on.",
        change:
          "Check this machine's clock. If it was sent late after an outage, read the authorisation again on the enterprise's page.",
      },
      duplicate: {
        wrong: "The same event had come before; this one was answered success and not processed twice.",
        change:
          "Nothing to do. If it is frequent, see whether answers take more than 1 second: WeCom then sends again.",
      },
      size: {
        wrong: "The body has {bytes} bytes or more, over the limit of {limit}, and was not read.",
        change: "WeCom sends nothing that large. Find out who calls this address and block them if need be.",
      },
      packed: {
        wrong: "The body is compressed (Content-Encoding); WeCom never compresses callbacks.",
        change: "Switch off compression of upstream requests in the reverse proxy.",
      },
      doctype: {
        wrong: "The XML has a DOCTYPE or entity declaration, a common attack, and was refused.",
        change: "WeCom never sends a DOCTYPE. Look at the source {remote} and block it if need be.",
      },
      xml: {
        wrong: "The body is no complete WeCom XML ({problem}).",
        change: "See whether a proxy cuts or rewrites the body; in tests of your own send the XML as it is.",
      },
      json: {
        wrong: "The body is JSON; callbacks of suites use XML only.",
        change:
          "Choose XML in the callback settings, and make sure that this URL is not entered in a self-built app.",
      },
      plain_text: {
        wrong: "The XML has no Encrypt element: the sender uses plain-text mode.",
        change: "Choose the encrypted mode in the callback settings and enter the EncodingAESKey.",
      },
      empty_body: {
        wrong: "The body is empty.",
        change: "See whether a proxy drops the body of a POST, for instance by redirecting it.",
      },
      no_type: {
        wrong: "Signature and content are right, but there is neither InfoType nor MsgType in it.",
        change: "Note the time and tell WeCom; only events with a type are stored.",
      },
      method: {
        wrong: "The method is {method}; callback addresses take GET and POST only.",
        change: "WeCom uses no other. If it is monitoring, let it ask /livez instead.",
      },
      query_empty: {
        wrong:
          "There are no parameters at all: most likely somebody opened the callback address in a browser.",
        change: "Nothing to do. It is no web page; save in the vendor console to start a check.",
      },
      query_missing: {
        wrong: "The parameters {names} are missing.",
        change: "See whether a proxy or redirect drops the query, and that nothing is appended to the URL.",
      },
      query_repeated: {
        wrong: "The parameters {names} come twice or with brackets, so nobody can tell which one counts.",
        change: "See whether a proxy appends parameters again, or the URL already contains one of that name.",
      },
      query_malformed: {
        wrong: "The parameters {names} are malformed: timestamp has 10 digits, nonce at most 64 characters.",
        change:
          "See whether a proxy rewrites parameters; in tests of your own make them as WeCom's documents say.",
      },
      unknown_suite: {
        wrong: "There is no suite with the key in this address.",
        change: "Check the URL in the vendor console; if the suite was removed, clear the URL there as well.",
      },
      provider_address: {
        wrong: "The provider-level callback has one address only: /wecom/_provider/command.",
        change: "Change the system event URL among the common parameters to {address}.",
      },
      no_keys: {
        wrong: "Suite {label} has no Token and EncodingAESKey yet, so nothing can verify.",
        change: "Set a Token and an EncodingAESKey for this suite first, then save in the vendor console.",
      },
      no_provider_id: {
        wrong:
          "The check is sealed for {got}, but the provider's CorpID is not set here, so nobody can tell whether it is yours.",
        change: "Enter the provider's CorpID first, then save in the vendor console again.",
      },
      slow: {
        wrong:
          "The database did not store the event within {limit} ms; the answer was 503 and WeCom sends again.",
        change: "Look at the database's load and disk, and at the work that waits.",
      },
      database: {
        wrong: "The database failed and the event was not stored; the answer was 503 and WeCom sends again.",
        change:
          "See whether the database is up and its disk has room; callback.failed in the log names the kind of error.",
      },
      aborted: {
        wrong: "The sender closed the connection before the whole body had come.",
        change:
          "Now and then this is nothing. If it goes on, check the time limits of the proxy and the network.",
      },
      overflow: {
        wrong:
          "Within this minute there were {count} more requests of this kind; they were counted, not listed.",
        change:
          "If too many are refused, block their source. Accepted events are all in the event list; none is lost.",
      },
      unclear: {
        wrong: "It was refused then but would pass now: the settings have changed since.",
        change: "Save once more in the vendor console to see it pass.",
      },
    },
    titles: {
      signature: "Another Token",
      signature_other_suite: "Sent to another suite's address",
      signature_ended_key: "Old Token still in use",
      echo_damaged: "echostr changed on its way",
      echo_repaired: "Plus signs of the echostr repaired",
      aes_key: "Another EncodingAESKey",
      receive_id: "Wrong receive_id",
      inner_suite_id: "Wrong SuiteId",
      wrong_channel: "Command and data URL swapped",
      unknown_corp: "Enterprise has not authorised",
      not_an_echo: "No URL check",
      proof_window: "No check expected",
      replay: "echostr sent again",
      stale: "Stale event",
      duplicate: "Sent again",
      size: "Body too large",
      packed: "Compressed body",
      doctype: "DOCTYPE in the XML",
      xml: "Incomplete XML",
      json: "JSON",
      plain_text: "Plain-text mode",
      empty_body: "Empty body",
      no_type: "No event type",
      method: "Wrong method",
      query_empty: "Opened in a browser",
      query_missing: "Parameters missing",
      query_repeated: "Parameters repeated",
      query_malformed: "Parameters malformed",
      unknown_suite: "No such suite",
      provider_address: "Wrong provider-level address",
      no_keys: "No keys set yet",
      no_provider_id: "Provider's CorpID not set",
      slow: "Database too slow, answered 503",
      database: "Database failed, answered 503",
      aborted: "Cut off by the sender",
      overflow: "Too many, counted only",
      unclear: "Settings changed since",
    },
    receiveKinds: {
      provider: "the provider",
      this_suite: "this suite",
      other_suite: "your other suite {suite}",
      corp: "a customer enterprise",
      individual: "empty (individual developer)",
      unknown: "unknown (perhaps a listing review)",
    },
    xmlProblems: {
      size: "too large",
      encoding: "not UTF-8",
      shape: "not well-formed",
      duplicate: "a repeated element",
    },
  },
};
