// The server over real sockets: limits, times, streams, stopping. Times are short here and bounds
// are generous: what is tested is that it ends, not when.
#include "api/server.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "support/fake_service.h"
#include "support/http_client.h"

namespace tf::api {
namespace {

using std::chrono::milliseconds;
constexpr const char* kHost = "Host: localhost\r\n";

std::string get(std::string_view target, std::string_view headers = "") {
  return cat("GET ", target, " HTTP/1.1\r\n", kHost, headers, "\r\n");
}
std::string post(std::string_view target, std::string_view body, std::string_view key,
                 std::string_view headers = "") {
  return cat("POST ", target, " HTTP/1.1\r\n", kHost,
             "Content-Type: application/json\r\nX-Townflow-Actor: zhou\r\nIdempotency-Key: ", key,
             "\r\nContent-Length: ", body.size(), "\r\n", headers, "\r\n", body);
}
constexpr const char* kOpen = R"({"town":"riverside","workflow":"three-lines"})";

class ServerTest : public testing::Test {
 protected:
  ServerTest() { configure_log(LogLevel::off, LogFormat::text); }
  void start(ServerOptions options = {}) {
    options.port = 0;
    auto server = Server::start(service_, options);
    ASSERT_TRUE(server) << server.error().text;
    server_ = *std::move(server);
  }
  bool empties() {
    for (int i = 0; i < 1000 && server_->connections() > 0; ++i)
      std::this_thread::sleep_for(milliseconds(10));
    return server_->connections() == 0;
  }
  // An honest client is still served.
  void expect_alive() {
    HttpClient client(server_->port());
    EXPECT_EQ(200, client.ask(get("/api/v1/health")).status);
  }

  host::FakeService service_{true};
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, APortInUseIsBusyAndNamed) {
  start();
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::start(service_, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(Errc::busy, second.error().code);
  EXPECT_EQ(cat("port ", options.port, " is in use; take another --port, or stop what uses it"),
            second.error().text);
}

TEST_F(ServerTest, AConnectionServesManyRequests) {
  start();
  HttpClient client(server_->port());
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.ask(post("/api/v1/cases", kOpen, cat("k", i)));
    ASSERT_EQ(201, answer.status) << answer.head << answer.body;
    EXPECT_EQ(std::string::npos, answer.head.find("Connection: close"));
  }
  EXPECT_EQ(200, client.ask(get("/api/v1/cases?limit=200")).status);
  EXPECT_EQ(404, client.ask(get("/nothing.txt")).status);  // problems keep the connection
  EXPECT_EQ(200, client.ask(get("/metrics")).status);
}

TEST_F(ServerTest, CommandsOfManyConnectionsAllGetTheirOwnAnswer) {
  start();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 64; ++i) clients.push_back(std::make_unique<HttpClient>(server_->port()));
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i)
      clients[i]->send(post("/api/v1/cases", kOpen, cat("c", i)));  // later rounds: repeats
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const auto answer = clients[i]->read();
      ASSERT_EQ(201, answer.status);
      EXPECT_EQ(round > 0, answer.head.find("Idempotency-Replayed") != std::string::npos);
    }
  }
  EXPECT_EQ(64U, service_.last_seq());
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  HttpClient client(server_->port());
  client.send(get("/api/v1/health") + post("/api/v1/cases", kOpen, "p") + get("/none.txt"));
  EXPECT_EQ(200, client.read().status);
  EXPECT_EQ(201, client.read().status);
  EXPECT_EQ(404, client.read().status);
}

TEST_F(ServerTest, HeadHasNoBody) {
  start();
  HttpClient client(server_->port());
  client.send(cat("HEAD /api/v1/health HTTP/1.1\r\n", kHost, "\r\n"));
  const auto answer = client.read(true);
  EXPECT_EQ(200, answer.status);
  EXPECT_EQ(200, client.ask(get("/api/v1/health")).status);  // nothing was left over
}

TEST_F(ServerTest, CloseIsKept) {
  start();
  HttpClient client(server_->port());
  const auto answer = client.ask(get("/api/v1/health", "Connection: close\r\n"));
  EXPECT_EQ(200, answer.status);
  EXPECT_NE(std::string::npos, answer.head.find("Connection: close\r\n"));
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, AnswersCarryADate) {
  start();
  HttpClient client(server_->port());
  const auto answer = client.ask(get("/api/v1/health"));
  EXPECT_NE(std::string::npos, answer.head.find(" GMT\r\n")) << answer.head;
}

struct BadRow {
  const char* name;
  std::string bytes;
  int status;
};
std::ostream& operator<<(std::ostream& out, const BadRow& row) {
  return out << row.name;
}
class BadInput : public ServerTest, public testing::WithParamInterface<BadRow> {};

TEST_P(BadInput, IsRefusedAndTheConnectionClosed) {
  ServerOptions options;
  options.header_time = milliseconds(1'000);
  options.body_time = milliseconds(1'000);
  start(options);
  HttpClient client(server_->port());
  client.send(GetParam().bytes);
  EXPECT_EQ(GetParam().status, client.read().status);
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(service_.asked().empty());
  expect_alive();
}

std::string framed(std::string_view headers, std::string_view body) {
  return cat("POST /api/v1/cases HTTP/1.1\r\n", kHost,
             "Content-Type: application/json\r\nX-Townflow-Actor: zhou\r\nIdempotency-Key: k\r\n",
             headers, "\r\n", body);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadInput,
    testing::Values(
        BadRow{"ten_gigabytes_promised",
               "POST /api/v1/attachments HTTP/1.1\r\nHost: town.example\r\n"
               "Content-Type: application/octet-stream\r\nContent-Length: 10737418240\r\n\r\n",
               413},
        BadRow{"one_byte_too_long", framed(cat("Content-Length: ", (1 << 20) + 1, "\r\n"), ""),
               413},
        BadRow{"chunks_too_long",
               framed("Transfer-Encoding: chunked\r\n",
                      cat("110000\r\n", std::string(0x110000, ' '), "\r\n")),
               413},
        BadRow{"length_and_chunks",
               framed("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        BadRow{"two_lengths", framed("Content-Length: 2\r\nContent-Length: 3\r\n", "{}x"), 400},
        BadRow{"length_no_number", framed("Content-Length: 2x\r\n", "{}"), 400},
        BadRow{"length_negative", framed("Content-Length: -2\r\n", "{}"), 400},
        BadRow{"other_transfer_encoding", framed("Transfer-Encoding: gzip\r\n", ""), 400},
        BadRow{"gzip_then_chunked", framed("Transfer-Encoding: gzip, chunked\r\n", ""), 400},
        BadRow{"bad_chunk", framed("Transfer-Encoding: chunked\r\n", "xyz\r\n"), 400},
        BadRow{"two_keys", framed("Idempotency-Key: other\r\nContent-Length: 2\r\n", "{}"), 400},
        BadRow{"two_actors", framed("X-Townflow-Actor: wang\r\nContent-Length: 2\r\n", "{}"), 400},
        BadRow{"no_host", "GET / HTTP/1.1\r\n\r\n", 400}, BadRow{"http_0", "GET /\r\n\r\n", 400},
        BadRow{"tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 13), 400},
        BadRow{"long_target", get(cat("/", std::string(9'000, 'a'))), 431},
        BadRow{"long_header", get("/", cat("X: ", std::string(9'000, 'a'), "\r\n")), 431},
        BadRow{"other_expectation", framed("Expect: miracles\r\nContent-Length: 2\r\n", ""), 417},
        BadRow{"half_a_head", cat("GET / HTTP/1.1\r\n", kHost), 408},
        BadRow{"half_a_body", framed("Content-Length: 20\r\n", "{\"town\":"), 408},
        BadRow{"half_a_chunk", framed("Transfer-Encoding: chunked\r\n", "5\r\n{"), 408}),
    [](const auto& row) { return row.param.name; });

TEST_F(ServerTest, ManyHeadersAreTooMany) {
  start();
  std::string headers;
  for (int i = 0; i < 70; ++i) headers += cat("X-", i, ": 1\r\n");
  HttpClient client(server_->port());
  EXPECT_EQ(431, client.ask(get("/", headers)).status);
}

TEST_F(ServerTest, BodiesInPiecesAndInChunks) {
  start();
  HttpClient client(server_->port());
  const std::string whole =
      framed(cat("Content-Length: ", std::string_view(kOpen).size(), "\r\n"), kOpen);
  for (std::size_t i = 0; i < whole.size(); i += 40) {
    client.send(std::string_view(whole).substr(i, 40));
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(201, client.read().status);
  const std::string_view body = kOpen;
  std::string chunks;
  for (std::size_t i = 0; i < body.size(); i += 9)
    chunks += cat(body.substr(i, 9).size(), "\r\n", body.substr(i, 9), "\r\n");
  const auto repeated =
      client.ask(framed("Transfer-Encoding: chunked\r\n", cat(chunks, "0\r\n\r\n")));
  EXPECT_EQ(201, repeated.status) << repeated.body;  // same key, same answer
  EXPECT_NE(std::string::npos, repeated.head.find("Idempotency-Replayed: true"));
  EXPECT_EQ(200, client.ask(get("/api/v1/health")).status);
}

TEST_F(ServerTest, ALargeBodyIsTaken) {
  start();
  HttpClient client(server_->port());
  const std::string body =
      cat(R"({"town":"riverside","workflow":"w","channel":")", std::string(900'000, 'a'), R"("})");
  EXPECT_EQ(201, client.ask(post("/api/v1/cases", body, "big")).status);
}

TEST_F(ServerTest, ContinueIsSaidWhenAskedFor) {
  start();
  HttpClient client(server_->port());
  client.send(framed(
      cat("Expect: 100-continue\r\nContent-Length: ", std::string_view(kOpen).size(), "\r\n"), ""));
  EXPECT_EQ("HTTP/1.1 100 Continue\r\n\r\n", client.until("\r\n\r\n"));
  EXPECT_EQ(201, client.ask(kOpen).status);
}

TEST_F(ServerTest, SilentAndCreepingConnectionsAreClosed) {
  ServerOptions options;
  options.header_time = options.idle_time = milliseconds(300);
  start(options);
  std::vector<std::unique_ptr<HttpClient>> silent, creeping, idle;
  for (int i = 0; i < 20; ++i) {
    silent.push_back(std::make_unique<HttpClient>(server_->port()));
    creeping.push_back(std::make_unique<HttpClient>(server_->port()));
    idle.push_back(std::make_unique<HttpClient>(server_->port()));
    EXPECT_EQ(200, idle.back()->ask(get("/api/v1/health")).status);
  }
  const std::string head = get("/api/v1/health", "X: 1234567890123456789012345678901234567890\r\n");
  for (std::size_t i = 0; i + 10 < head.size(); ++i) {  // never the whole of it
    for (auto& client : creeping) client->send(std::string_view(head).substr(i, 1));
    std::this_thread::sleep_for(milliseconds(10));
  }
  expect_alive();
  for (auto& client : silent) EXPECT_TRUE(client->ended());
  for (auto& client : creeping) {
    EXPECT_EQ(408, client->read().status);
    EXPECT_TRUE(client->ended());
  }
  for (auto& client : idle) EXPECT_TRUE(client->ended());
  EXPECT_TRUE(empties());
}

TEST_F(ServerTest, AReaderThatDoesNotReadIsDropped) {
  ServerOptions options;
  options.write_time = milliseconds(300);
  start(options);
  for (int i = 0; i < 300; ++i) service_.add_event("riverside", std::string(50'000, 'n'));
  HttpClient client(server_->port(), 4096);
  client.send(get("/api/v1/events?after=0"));
  HttpClient watcher(server_->port());
  EXPECT_EQ(200, watcher.ask(get("/api/v1/health")).status);
  EXPECT_EQ(2U, server_->connections());
  for (int i = 0; i < 500 && server_->connections() > 1; ++i) {
    EXPECT_EQ(200, watcher.ask(get("/api/v1/health")).status);
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(1U, server_->connections());
}

TEST_F(ServerTest, TooManyConnectionsAreTurnedAway) {
  ServerOptions options;
  options.connections = 3;
  start(options);
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    EXPECT_EQ(200, clients.back()->ask(get("/api/v1/health")).status);
  }
  HttpClient late(server_->port());
  EXPECT_EQ(503, late.read().status);
  EXPECT_TRUE(late.ended());
  clients.pop_back();
  for (int i = 0; i < 500 && server_->connections() > 2; ++i)
    std::this_thread::sleep_for(milliseconds(10));
  expect_alive();
}

TEST_F(ServerTest, AnAnswerThatDoesNotComeIsLate) {
  ServerOptions options;
  options.answer_time = milliseconds(200);
  start(options);
  service_.hold();
  HttpClient client(server_->port());
  const auto answer = client.ask(post("/api/v1/cases", kOpen, "k"));
  EXPECT_EQ(503, answer.status);
  EXPECT_NE(std::string::npos, answer.body.find(R"("code":"late")")) << answer.body;
  EXPECT_TRUE(client.ended());
  expect_alive();
  service_.release();
  EXPECT_TRUE(empties());
}

TEST_F(ServerTest, AClientThatLeavesMeanwhileHarmsNobody) {
  start();
  service_.hold();
  for (int i = 0; i < 10; ++i) {
    HttpClient client(server_->port());
    client.send(post("/api/v1/cases", kOpen, cat("k", i)));
    for (int n = 0; n < 500 && service_.asked().size() <= static_cast<std::size_t>(i); ++n)
      std::this_thread::sleep_for(milliseconds(2));
  }
  service_.release();
  EXPECT_TRUE(empties());
  EXPECT_EQ(10U, service_.last_seq());
  expect_alive();
}

TEST_F(ServerTest, EventsAreStreamedAndResumed) {
  start();
  service_.add_event("riverside", "A-1");
  service_.add_event("hillside", "B-1");
  HttpClient first(server_->port());
  first.send(get("/api/v1/events?after=0&town=riverside"));
  const std::string head = first.until("\r\n\r\n");
  EXPECT_NE(std::string::npos, head.find("Content-Type: text/event-stream\r\n")) << head;
  EXPECT_EQ(std::string::npos, head.find("Content-Length")) << head;
  EXPECT_EQ("retry: 2000\n\n", first.until("\n\n"));
  EXPECT_TRUE(first.until("\n\n").starts_with("id: 1\nevent: changed\ndata: {"));
  service_.add_event("riverside", "A-2");
  EXPECT_TRUE(first.until("\n\n").starts_with("id: 3\n"));  // 2 is of another town
  service_.add_event("riverside", "A-3");
  EXPECT_TRUE(first.until("\n\n").starts_with("id: 4\n"));

  HttpClient second(server_->port());
  second.send(get("/api/v1/events", "Last-Event-ID: 2\r\n"));
  second.until("retry: 2000\n\n");
  EXPECT_TRUE(second.until("\n\n").starts_with("id: 3\n"));
  EXPECT_TRUE(second.until("\n\n").starts_with("id: 4\n"));
}

TEST_F(ServerTest, ACommandIsSeenOnTheStream) {
  start();
  HttpClient stream(server_->port());
  stream.send(get("/api/v1/events"));
  stream.until("retry: 2000\n\n");
  HttpClient client(server_->port());
  EXPECT_EQ(201, client.ask(post("/api/v1/cases", kOpen, "k")).status);
  EXPECT_TRUE(stream.until("\n\n").starts_with("id: 1\nevent: opened\n"));
}

TEST_F(ServerTest, ManyEventsComeOnceEachAndInOrder) {
  start();
  HttpClient stream(server_->port());
  stream.send(get("/api/v1/events?after=0"));
  stream.until("retry: 2000\n\n");
  for (int i = 0; i < 10'000; ++i) service_.add_event("riverside", "A");
  for (int i = 1; i <= 10'000; ++i)
    ASSERT_TRUE(stream.until("\n\n").starts_with(cat("id: ", i, "\n"))) << i;
}

TEST_F(ServerTest, AQuietStreamBeats) {
  ServerOptions options;
  options.heartbeat = milliseconds(100);
  start(options);
  service_.add_event("riverside", "A");
  HttpClient stream(server_->port());
  stream.send(get("/api/v1/events?after=1"));
  stream.until("retry: 2000\n\n");
  EXPECT_EQ(": still here\nid: 1\n\n", stream.until("\n\n"));
  EXPECT_EQ(": still here\nid: 1\n\n", stream.until("\n\n"));
  service_.add_event("riverside", "A");
  EXPECT_NE("", stream.until("id: 2\n"));
}

TEST_F(ServerTest, StreamsAreCountedAndLeave) {
  ServerOptions options;
  options.streams = 1;
  start(options);
  auto stream = std::make_unique<HttpClient>(server_->port());
  stream->send(get("/api/v1/events"));
  stream->until("retry: 2000\n\n");
  {
    HttpClient second(server_->port());
    const auto answer = second.ask(get("/api/v1/events"));
    EXPECT_EQ(503, answer.status);
    EXPECT_NE(std::string::npos, answer.body.find(R"("code":"streams")"));
  }
  stream.reset();
  EXPECT_TRUE(empties());  // it is noticed that the reader has gone
  HttpClient third(server_->port());
  third.send(get("/api/v1/events"));
  EXPECT_NE("", third.until("retry: 2000\n\n"));
}

TEST_F(ServerTest, StoppingLetsTheRunningRequestFinish) {
  start();
  service_.hold();
  HttpClient running(server_->port());
  HttpClient idle(server_->port());
  HttpClient stream(server_->port());
  EXPECT_EQ(200, idle.ask(get("/api/v1/health")).status);
  stream.send(get("/api/v1/events"));
  stream.until("retry: 2000\n\n");
  running.send(post("/api/v1/cases", kOpen, "k"));
  for (int i = 0; i < 500 && service_.asked().empty(); ++i)
    std::this_thread::sleep_for(milliseconds(2));
  std::thread stopper([this] { server_->stop(); });
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(stream.ended());
  service_.release();
  const auto answer = running.read();
  EXPECT_EQ(201, answer.status);
  EXPECT_NE(std::string::npos, answer.head.find("Connection: close\r\n"));
  EXPECT_TRUE(running.ended());
  stopper.join();
  EXPECT_FALSE(HttpClient(server_->port()).connected());
  server_->stop();  // twice is harmless
}

TEST_F(ServerTest, StoppingDoesNotWaitForEver) {
  ServerOptions options;
  options.stop_time = milliseconds(100);
  start(options);
  service_.hold();
  HttpClient running(server_->port());
  running.send(post("/api/v1/cases", kOpen, "k"));
  for (int i = 0; i < 500 && service_.asked().empty(); ++i)
    std::this_thread::sleep_for(milliseconds(2));
  server_->stop();
  EXPECT_TRUE(running.ended());
  server_.reset();
  service_.release();  // the answer finds nobody
}

}  // namespace
}  // namespace tf::api
