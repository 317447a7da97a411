<?php
// A receiver without any package. Run: WEBHOOK_SECRET=whsec_… php -S 0.0.0.0:8000 receiver.php
$key = base64_decode(preg_replace('/^whsec_/', '', getenv('WEBHOOK_SECRET')));
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');

// The time in both directions: an old message is a replay, a future one a forgery or a wrong clock.
$isFresh = ctype_digit($timestamp) && abs(time() - (int) $timestamp) <= 300;
$right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
// Several signatures while a secret is being rotated: one that fits is enough.
$fits = array_filter($signatures, fn ($one) => hash_equals($right, $one));
if (!$isFresh || !$fits) {
    http_response_code(401);
    exit;
}
$event = json_decode($body, true);
if ($event['type'] === 'portal.challenge') {
    header('content-type: application/json');
    echo json_encode(['challenge' => $event['data']['challenge']]);
    exit;
}
// At least once: the same id may come again. Keep ids in your database.
error_log($event['type'] . ' ' . ($event['data']['corp_id'] ?? ''));
http_response_code(204);
