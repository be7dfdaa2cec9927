#include <curl/curl.h>

#include "base/json.h"
#include "base/text.h"
#include "core/plugin_memory.h"
#include "host/outside.h"

namespace tf::host {

namespace {

constexpr std::size_t kMostAnswer = 64 << 10;
constexpr long kTimeoutMs = 10'000;

std::size_t keep_answer(char* data, std::size_t size, std::size_t count, void* to) {
  auto& out = *static_cast<std::string*>(to);
  if (out.size() + size * count > kMostAnswer) return 0;
  out.append(data, size * count);
  return size * count;
}

class WebhookOutside : public Outside {
 public:
  explicit WebhookOutside(std::string url) : url_(std::move(url)), curl_(curl_easy_init()) {}
  ~WebhookOutside() override { curl_easy_cleanup(curl_); }
  WebhookOutside(const WebhookOutside&) = delete;
  WebhookOutside& operator=(const WebhookOutside&) = delete;

  Result<Value> perform(const store::OutboxRow& effect) override {
    std::string answer;
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, cat("Idempotency-Key: ", effect.key).c_str());
    headers = curl_slist_append(headers, cat("X-Townflow-Effect: ", effect.kind).c_str());
    curl_easy_reset(curl_);
    curl_easy_setopt(curl_, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, kTimeoutMs);
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(effect.payload.size()));
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, effect.payload.c_str());
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(curl_);
    curl_slist_free_all(headers);
    if (code != CURLE_OK)
      return fail(Errc::unavailable, cat("webhook ", url_, ": ", curl_easy_strerror(code)),
                  cat("回调地址 ", url_, " 送不到：", curl_easy_strerror(code)));
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    if (status / 100 != 2)
      return fail(Errc::unavailable, cat("webhook ", url_, " answered ", status),
                  cat("回调地址 ", url_, " 答复 ", status));
    const auto value = parse_json(answer);
    if (!value || !value->is(Value::Kind::record)) return value ? *value : Value{};
    Record told = value->as_record();  // without what only a plugin's effect may say
    for (const char* mark : {core::kKeptWrites, core::kToldNotices}) told.erase(mark);
    return Value::record(std::move(told));
  }

 private:
  std::string url_;
  CURL* curl_;
};

}  // namespace

std::unique_ptr<Outside> webhook_outside(const std::string& url) {
  return std::make_unique<WebhookOutside>(url);
}

}  // namespace tf::host
