// A receiver with the standard library alone. Run: WEBHOOK_SECRET=whsec_… go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	key, _ = base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	seen   sync.Map
)

func verify(id, timestamp, signatures string, body []byte) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	// The time in both directions: an old message is a replay, a future one a forgery or a wrong clock.
	if err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > 300 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	right := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	// Several signatures while a secret is being rotated: one that fits is enough.
	for _, one := range strings.Split(signatures, " ") {
		if hmac.Equal(right, []byte(one)) {
			return true
		}
	}
	return false
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	id := r.Header.Get("webhook-id")
	if !verify(id, r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), body) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event struct {
		Type string         `json:"type"`
		Data map[string]any `json:"data"`
	}
	if json.Unmarshal(body, &event) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if event.Type == "portal.challenge" {
		json.NewEncoder(w).Encode(map[string]any{"challenge": event.Data["challenge"]})
		return
	}
	// At least once: the same id may come again. Keep ids in your database.
	if _, known := seen.LoadOrStore(id, true); !known {
		fmt.Println(event.Type, event.Data["suite"], event.Data["corp_id"])
	}
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	http.ListenAndServe(":"+port, http.HandlerFunc(receive))
}
