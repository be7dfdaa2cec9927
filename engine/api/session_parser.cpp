#include "api/session_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace tf::api {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// The shortest end of a chunked body, "0\r\n\r\n": whatever is not over has as much to come. Of a
// last chunk in fewer bytes Beast remembers what it then asserts to have been longer.
constexpr std::size_t kLeastRest = 5;

const char* fault_of(const error_code& error) {
  if (!error || error == http::error::need_more) return nullptr;
  if (error == http::error::body_limit) return "http.too_large";
  if (error == http::error::header_limit) return "http.header_size";
  const bool framing = error == http::error::bad_content_length ||
                       error == http::error::multiple_content_length ||
                       error == http::error::bad_transfer_encoding ||
                       error == http::error::bad_chunk || error == http::error::bad_chunk_extension;
  return framing ? "http.framing" : "http.head";
}

}  // namespace

class RequestParser::Impl final : public http::basic_parser<true> {
 public:
  Impl(HttpRequest& request, std::string& body) : request_(request), body_(body) {}

 private:
  using View = boost::beast::string_view;
  static std::string_view view(View v) { return {v.data(), v.size()}; }

  void on_request_impl(http::verb method, View, View target, int, error_code&) override {
    request_.method = method == http::verb::get    ? Method::get
                      : method == http::verb::post ? Method::post
                      : method == http::verb::head ? Method::head
                                                   : Method::other;
    request_.target = view(target);
  }
  void on_field_impl(http::field name, View name_text, View value, error_code& error) override {
    if (name == http::field::transfer_encoding && !same_word(view(value), "chunked"))
      error = http::error::bad_transfer_encoding;
    const auto header = header_of(view(name_text));
    if (header && !request_.add(*header, view(value))) error = http::error::bad_field;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View body, error_code&) override {
    body_.append(body.data(), body.size());
    return body.size();
  }
  std::size_t on_body_impl(View body, error_code&) override { return body.size(); }
  void on_response_impl(int, View, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  HttpRequest& request_;
  std::string& body_;
};

RequestParser::RequestParser(HttpRequest& request, std::string& body, std::size_t body_limit)
    : impl_(std::make_unique<Impl>(request, body)) {
  request = {};
  body.clear();
  impl_->eager(true);
  impl_->header_limit(UINT32_MAX);  // the buffer of the connection bounds it
  impl_->body_limit(body_limit);
}

RequestParser::~RequestParser() = default;

RequestParser::Step RequestParser::put(std::string_view bytes) {
  const bool head = !impl_->is_header_done();
  if (!head && bytes.size() < kLeastRest) return {.wants_more = true};
  error_code error;
  Step step;
  step.used = impl_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  step.fault = fault_of(error);
  step.wants_more = !impl_->is_done() && (error == http::error::need_more || step.used == 0);
  if (head && step.fault == nullptr && !impl_->is_header_done()) step.fault = "http.head";
  if (!head && step.fault != nullptr && error != http::error::body_limit)
    step.fault = "http.framing";
  return step;
}

bool RequestParser::is_done() const {
  return impl_->is_done();
}
bool RequestParser::keep_alive() const {
  return impl_->keep_alive();
}
std::optional<std::uint64_t> RequestParser::length() const {
  const auto length = impl_->content_length();
  if (!length) return std::nullopt;
  return *length;
}

}  // namespace tf::api
