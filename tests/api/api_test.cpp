// Request → response, without sockets.
#include "api/api.h"

#include <gtest/gtest.h>

#include <optional>

#include "base/json.h"
#include "support/fake_service.h"

namespace tf::api {
namespace {

struct Sent {
  std::string method = "POST";
  std::string target;
  std::string body{};
  std::vector<std::pair<Header, std::string>> headers{};
};

class ApiTest : public testing::Test {
 protected:
  ApiTest() : api_(*Api::create(service_, {.version = "9.9", .console_dir = {}})) {
    api_->listen_on(8080);
  }

  // With Host, key, actor and type of an honest client, unless `sent` says otherwise ("-": none).
  HttpResponse ask(const Sent& sent) {
    HttpRequest request;
    request.method = sent.method == "GET"    ? Method::get
                     : sent.method == "POST" ? Method::post
                     : sent.method == "HEAD" ? Method::head
                                             : Method::other;
    request.target = sent.target;
    request.body = sent.body;
    for (const auto& [header, value] : sent.headers)
      if (value != "-") request.add(header, value);
    const auto usual = [&](Header header, std::string_view value) {
      for (const auto& [own, text] : sent.headers)
        if (own == header) return;
      request.add(header, value);
    };
    usual(Header::host, "localhost:8080");
    const std::string key = "k" + std::to_string(++keys_);
    if (request.method == Method::post) {
      usual(Header::key, key);
      usual(Header::actor, "zhou@riverside");
      usual(Header::content_type, "application/json");
    }
    std::optional<HttpResponse> answer;
    api_->handle(request, [&](HttpResponse response) {
      EXPECT_FALSE(answer) << "answered twice";
      answer = std::move(response);
    });
    EXPECT_TRUE(answer) << "not answered";
    return answer ? *std::move(answer) : HttpResponse{};
  }
  HttpResponse get(const std::string& target) { return ask({.method = "GET", .target = target}); }
  HttpResponse open() {
    return ask({.target = "/api/v1/cases",
                .body = R"({"town":"riverside","workflow":"three-lines","data":{"a":1}})"});
  }

  host::FakeService service_;
  std::unique_ptr<Api> api_;
  int keys_ = 0;
};

std::string code_of(const HttpResponse& response) {
  const auto body = parse_json(response.body);
  if (!body || !body->is(Value::Kind::record)) return "no json: " + response.body;
  const Value& code = (*body)["code"];
  return std::to_string(response.status) + " " + (code.is_null() ? "" : code.as_text());
}

struct Row {
  const char* name;
  Sent sent;
  const char* answer;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class Refused : public ApiTest, public testing::WithParamInterface<Row> {};
TEST_P(Refused, WithItsCode) {
  open();
  EXPECT_EQ(GetParam().answer, code_of(ask(GetParam().sent)));
  EXPECT_LE(service_.asked().size(), 2U);
}

constexpr const char* kCases = "/api/v1/cases";
constexpr const char* kPreview = "/api/v1/towns/riverside/preview";
constexpr const char* kGood = R"({"town":"riverside","workflow":"three-lines"})";

INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        Row{"path_climb",
            {"GET", "/console/%2e%2e/%2e%2e/etc/passwd", "", {{Header::host, "town.example"}}},
            "400 http.path"},
        Row{"foreign_host",
            {"GET", kCases, "", {{Header::host, "town.example"}}},
            "421 host.foreign"},
        Row{"foreign_origin",
            {"POST", kCases, kGood, {{Header::origin, "http://evil.example"}}},
            "403 origin.foreign"},
        Row{"foreign_origin_reading",
            {"GET", kCases, "", {{Header::origin, "http://evil.example"}}},
            "403 origin.foreign"},
        Row{"no_such_address", {"GET", "/api/v1/case"}, "404 route.not_found"},
        Row{"no_such_method", {"PUT", kCases}, "405 route.method"},
        Row{"no_actor", {"POST", kCases, kGood, {{Header::actor, "-"}}}, "401 auth.actor_missing"},
        Row{"bad_actor", {"POST", kCases, kGood, {{Header::actor, "a b"}}}, "400 auth.actor_bad"},
        Row{"no_key", {"POST", kCases, kGood, {{Header::key, "-"}}}, "428 key.missing"},
        Row{"bad_key", {"POST", kCases, kGood, {{Header::key, "a b"}}}, "400 key.bad"},
        Row{"no_type",
            {"POST", kCases, kGood, {{Header::content_type, "-"}}},
            "415 http.media_type"},
        Row{"form_type",
            {"POST", kCases, kGood, {{Header::content_type, "text/plain"}}},
            "415 http.media_type"},
        Row{"other_charset",
            {"POST", kCases, kGood, {{Header::content_type, "application/json; charset=gbk"}}},
            "415 http.media_type"},
        Row{"gzip",
            {"POST", kCases, kGood, {{Header::content_encoding, "gzip"}}},
            "415 http.encoding"},
        Row{"no_json", {"POST", kCases, "{\"town\":NaN}"}, "400 json.syntax"},
        Row{"two_values", {"POST", kCases, "{} {}"}, "400 json.syntax"},
        Row{"key_twice", {"POST", kCases, R"({"town":"a","town":"b"})"}, "400 json.duplicate_key"},
        Row{"half_a_letter", {"POST", kCases, "{\"town\":\"\xE5\x91\"}"}, "400 json.text"},
        Row{"deep",
            {"POST", kCases, std::string(5000, '[') + std::string(5000, ']')},
            "400 json.depth"},
        Row{"a_list", {"POST", kCases, "[]"}, "400 body.not_object"},
        Row{"empty", {"POST", kCases, ""}, "400 body.missing_field"},
        Row{"missing", {"POST", kCases, R"({"town":"riverside"})"}, "400 body.missing_field"},
        Row{"wrong_type", {"POST", kCases, R"({"town":7,"workflow":"w"})"}, "400 body.bad_field"},
        Row{"data_is_a_list",
            {"POST", kCases, R"({"town":"a","workflow":"w","data":[]})"},
            "400 body.bad_field"},
        Row{"unknown_field",
            {"POST", kCases, R"({"town":"a","workflow":"w","date":{}})"},
            "400 body.unknown_field"},
        Row{"unknown_town",
            {"POST", kCases, R"({"town":"hillside","workflow":"w"})"},
            "404 not_found"},
        Row{"unknown_case", {"POST", "/api/v1/cases/99/actions/suspend", "{}"}, "404 not_found"},
        Row{"task_is_no_number",
            {"POST", "/api/v1/cases/1/tasks/x/complete", "{}"},
            "404 not_found"},
        Row{"task_too_big",
            {"POST", "/api/v1/cases/1/tasks/99999999999999999999/complete", "{}"},
            "404 not_found"},
        Row{"refused",
            {"POST", "/api/v1/cases/RIVERSIDE-2026-0001/tasks/9/complete", "{}"},
            "409 task.not_found"},
        Row{"form_refused",
            {"POST", "/api/v1/cases/RIVERSIDE-2026-0001/tasks/1/complete",
             R"({"outcome":"bad_form"})"},
            "422 form.missing"},
        Row{"unknown_remedy",
            {"POST", "/api/v1/cases/RIVERSIDE-2026-0001/incidents/7/forget", "{}"},
            "404 not_found"},
        Row{"unknown_parameter", {"GET", "/api/v1/cases?lihgt=red"}, "400 query.unknown"},
        Row{"bad_light", {"GET", "/api/v1/cases?light=blue"}, "400 query.bad"},
        Row{"limit_too_high", {"GET", "/api/v1/tasks?limit=201"}, "400 query.bad"},
        Row{"limit_negative", {"GET", "/api/v1/tasks?limit=-1"}, "400 query.bad"},
        Row{"bad_date",
            {"GET", "/api/v1/towns/riverside/metrics/on_time?from=2026-02-30"},
            "400 query.bad"},
        Row{"dates_reversed",
            {"GET", "/api/v1/towns/riverside/metrics/on_time?from=2026-03-02&to=2026-03-01"},
            "400 query.bad"},
        Row{"report_of_no_period",
            {"GET", "/api/v1/towns/riverside/reports/daily"},
            "400 query.bad"},
        Row{"report_of_a_bad_format",
            {"GET", "/api/v1/towns/riverside/reports/daily?period=2026&format=pdf"},
            "400 query.bad"},
        Row{"unknown_report",
            {"GET", "/api/v1/towns/riverside/reports/hourly?period=2026"},
            "404 not_found"},
        Row{"unknown_metric", {"GET", "/api/v1/towns/riverside/metrics/x"}, "404 not_found"},
        Row{"preview_text",
            {"POST", kPreview, "{}", {{Header::content_type, "text/plain"}}},
            "415 http.media_type"},
        Row{"preview_no_json", {"POST", kPreview, "{"}, "400 json.syntax"},
        Row{"preview_of_nothing", {"POST", kPreview, "{}"}, "400 body.missing_field"},
        Row{"preview_no_text", {"POST", kPreview, R"({"files":{"a":7}})"}, "400 body.bad_field"},
        Row{"preview_unknown_file", {"POST", kPreview, R"({"files":{"x":""}})"}, "404 not_found"},
        Row{"preview_mistakes",
            {"POST", kPreview, R"({"files":{"bad":"?"}})"},
            "422 files.mistakes"},
        Row{"unknown_workflow", {"GET", "/api/v1/towns/riverside/workflows/x"}, "404 not_found"},
        Row{"unknown_case_read", {"GET", "/api/v1/cases/99"}, "404 not_found"},
        Row{"unknown_case_timeline", {"GET", "/api/v1/cases/99/timeline"}, "404 not_found"},
        Row{"bad_event_id",
            {"GET", "/api/v1/events", "", {{Header::last_event_id, "7x"}}},
            "400 query.bad"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ApiTest, ACaseIsOpenedByTheClaimedActor) {
  const HttpResponse response = open();
  EXPECT_EQ(201, response.status);
  EXPECT_EQ("Location: /api/v1/cases/1099511627777\r\n", response.headers);
  ASSERT_EQ(1U, service_.asked().size());
  const host::Request request = service_.asked().front();
  EXPECT_EQ("riverside", request.town);
  EXPECT_EQ("k1", request.key);
  EXPECT_EQ("zhou", request.actor.person);
  EXPECT_EQ("claimed", request.actor.assurance);
  EXPECT_EQ("three-lines", std::get<core::OpenCase>(request.body).workflow);
}

TEST_F(ApiTest, ARepeatGetsTheFirstAnswer) {
  const Sent sent{.target = kCases, .body = kGood, .headers = {{Header::key, "same"}}};
  const HttpResponse first = ask(sent);
  const HttpResponse again = ask(sent);
  EXPECT_EQ(201, again.status);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(first.headers + "Idempotency-Replayed: true\r\n", again.headers);
}

TEST_F(ApiTest, ATaskIsCompletedWithOutcomeAndForm) {
  open();
  const HttpResponse response = ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/tasks/1/complete",
                                     .body = R"({"outcome":"settled","form":{"method":"oral"}})"});
  EXPECT_EQ(200, response.status);
  const auto act = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ("complete", act.verb);
  EXPECT_EQ(1U, act.task);
  EXPECT_EQ("settled", act.outcome);
  EXPECT_EQ(R"({"method":"oral"})", to_json(act.form));
  EXPECT_EQ("RIVERSIDE-2026-0001", service_.asked().back().case_ref);
}

TEST_F(ApiTest, VerbsAndMessagesCarryWhatTheySay) {
  open();
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/tasks/1/transfer",
       .body = R"({"to":"wang","reason":"away"})"});
  const auto verb = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ("transfer 1 wang away",
            verb.verb + " " + std::to_string(verb.task) + " " + verb.to + " " + verb.reason);
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/actions/suspend",
       .body = R"({"reason":"flood"})"});
  const auto action = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ("suspend 0 flood",
            action.verb + " " + std::to_string(action.task) + " " + action.reason);
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/messages/rated", .body = R"({"stars":5})"});
  const auto message = std::get<core::SendMessage>(service_.asked().back().body);
  EXPECT_EQ("rated {\"stars\":5}", message.name + " " + to_json(message.with));
}

TEST_F(ApiTest, IncidentsAreListedTriedAgainAndGivenUp) {
  open();
  EXPECT_EQ(R"({"incidents":[]})", get("/api/v1/incidents?town=riverside").body);
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/incidents/7/retry"});
  const auto retry = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ("retry 7", retry.verb + " " + retry.to);
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/incidents/7/skip",
       .body = R"({"reason":"by hand","outcome":"ok"})"});
  const auto skip = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ("dismiss 7 by hand ok",
            skip.verb + " " + skip.to + " " + skip.reason + " " + skip.outcome);
  ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/incidents/7/resolve",
       .body = R"({"reason":"by phone","set":{"n":2},"answer":"R-7"})"});
  const auto resolve = std::get<core::Act>(service_.asked().back().body);
  EXPECT_EQ(R"(resolve 7 by phone {"set":{"n":2},"answer":"R-7"})",
            resolve.verb + " " + resolve.to + " " + resolve.reason + " " + to_json(resolve.form));
  EXPECT_EQ(404, ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/incidents/7/forget"}).status);
}

TEST_F(ApiTest, TheRollIsShownAndActedOn) {
  ask({.target = "/api/v1/towns/riverside/roll/appoint",
       .body = R"({"person":"wang","post":"clerk","node":"hall"})"});
  const host::Request asked = service_.asked().back();
  const auto act = std::get<core::ChangeRoll>(asked.body);
  EXPECT_EQ(R"(riverside appoint {"person":"wang","post":"clerk","node":"hall"})",
            act.town + " " + act.verb + " " + to_json(act.with));
  EXPECT_EQ("riverside", asked.town);
  // Another town's is not found, neither to look at nor to act on.
  EXPECT_EQ(404, ask({.target = "/api/v1/towns/dale/roll/end", .body = "{}"}).status);
  EXPECT_EQ(404, ask({.method = "GET",
                      .target = "/api/v1/towns/dale/roll",
                      .headers = {{Header::actor, "zhou@riverside"}}})
                     .status);
  EXPECT_EQ(404, get("/api/v1/towns/nowhere/roll").status);
  EXPECT_EQ("400 query.bad", code_of(get("/api/v1/towns/riverside/roll/changes?limit=501")));
}

TEST_F(ApiTest, ErasingNeedsAReasonAndOnesOwnTown) {
  open();
  EXPECT_EQ(400, ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/erase", .body = "{}"}).status);
  EXPECT_EQ(404, ask({.target = "/api/v1/towns/hillside/persons/li/erase",
                      .body = R"({"reason":"asked for"})"})
                     .status);
  // A service that keeps nothing sealed says so.
  const auto none = ask(
      {.target = "/api/v1/towns/riverside/persons/li/erase", .body = R"({"reason":"asked for"})"});
  EXPECT_NE(std::string::npos, none.body.find("erases nothing")) << none.body;
}

TEST_F(ApiTest, AnEmptyBodyNeedsNoType) {
  open();
  EXPECT_EQ(200, ask({.target = "/api/v1/cases/RIVERSIDE-2026-0001/tasks/1/complete",
                      .headers = {{Header::content_type, "-"}}})
                     .status);
}

TEST_F(ApiTest, ListsHavePages) {
  for (int i = 0; i < 3; ++i) open();
  const auto page = parse_json(get("/api/v1/cases?limit=2&offset=1&light=green").body);
  ASSERT_TRUE(page);
  EXPECT_EQ(2U, (*page)["cases"].as_list().size());
  EXPECT_EQ("RIVERSIDE-2026-0002", (*page)["cases"].as_list()[0]["number"].as_text());
  EXPECT_FALSE((*page)["more"].is_true());
  EXPECT_TRUE((*parse_json(get("/api/v1/cases?limit=2").body))["more"].is_true());
  EXPECT_EQ(R"({"cases":[],"limit":50,"offset":0,"more":false})",
            get("/api/v1/cases?light=red").body);
}

TEST_F(ApiTest, RowsSayEverything) {
  open();
  EXPECT_EQ(
      R"({"cases":[{"case":"1099511627777","number":"RIVERSIDE-2026-0001","town":"riverside",)"
      R"("workflow":"three-lines","title":"","state":"open","stage":"line-1","result":"",)"
      R"("reason":"","light":"green","listed":false,"unit":"","grid":"","owner":"","reporter":"",)"
      R"("opened":"2026-03-10T08:40:00Z","due":null,"warn":null,"closed":null,"on_time":true,)"
      R"("parent":"","seq":1}],"limit":50,"offset":0,"more":false})",
      get("/api/v1/cases").body);
  EXPECT_EQ(R"({"tasks":[{"case":"1099511627777","number":"RIVERSIDE-2026-0001","task":1,)"
            R"("town":"riverside","workflow":"three-lines","step":"line-1","title":"","work":"",)"
            R"("state":"offered","owner":"","candidates":["zhou"],"unit":"","light":"green",)"
            R"("due":null,"offered":"2026-03-10T08:40:00Z"}],"limit":50,"offset":0,"more":false})",
            get("/api/v1/tasks?person=zhou").body);
  EXPECT_EQ(R"({"tasks":[],"limit":50,"offset":0,"more":false})",
            get("/api/v1/tasks?person=wang").body);
}

TEST_F(ApiTest, ViewsOfACase) {
  open();
  EXPECT_EQ(200, get("/api/v1/cases/1099511627777").status);
  EXPECT_EQ(
      R"({"timeline":[{"seq":1,"at":"2026-03-10T08:40:00Z","effective":"2026-03-10T08:40:00Z",)"
      R"("actor":"zhou","kind":"open","zh":"周登记","en":"zhou opened it","details":null}]})",
      get("/api/v1/cases/RIVERSIDE-2026-0001/timeline").body);
  EXPECT_EQ(R"({"zh":"绿灯：未到期","en":"green: not due yet"})",
            get("/api/v1/cases/RIVERSIDE-2026-0001/explain").body);
}

TEST_F(ApiTest, Definitions) {
  EXPECT_EQ(R"({"towns":[{"id":"riverside","zh":"河边镇","en":"Riverside",)"
            R"("workflows":["three-lines"]}]})",
            get("/api/v1/towns").body);
  EXPECT_EQ(R"({"id":"three-lines"})", get("/api/v1/towns/riverside/workflows/three-lines").body);
  EXPECT_EQ(R"({"town":"riverside","metric":"on_time","from":"2026-02-09","to":"2026-03-10",)"
            R"("nodes":[{"node":"riverside","num":29,"den":30}]})",
            get("/api/v1/towns/riverside/metrics/on_time").body);
}

TEST_F(ApiTest, AReportIsJsonOrAFile) {
  EXPECT_EQ(R"({"report":"daily","sheets":[{"sheet":"days","rows":[{"day":"2026-03-10"}]}]})",
            get("/api/v1/towns/riverside/reports/daily?period=2026-03").body);
  const HttpResponse csv = get("/api/v1/towns/riverside/reports/daily?period=2026-03&format=csv");
  EXPECT_EQ("text/csv; charset=utf-8", csv.content_type);
  EXPECT_EQ("Content-Disposition: attachment; filename=\"daily-2026-03.csv\"\r\n", csv.headers);
  EXPECT_EQ(
      "\xEF\xBB\xBF"
      "Day\r\n2026-03-10\r\n",
      csv.body);
}

TEST_F(ApiTest, WhatChangedFilesWouldDo) {
  HttpResponse response = ask({"POST", kPreview, R"({"files":{"rules/deadlines.yaml":"new"}})"});
  EXPECT_EQ(200, response.status);
  EXPECT_EQ(
      R"({"open":3,"due_changes":1,"light_changes":1,"cases":[{"case":"7","number":"R-7",)"
      R"("workflow":"three-lines","light_before":"green","light_after":"yellow","due":[{"of":"case",)"
      R"("name":"","before":"2026-03-10T08:40:00Z","after":"2026-03-10T09:40:00Z"}]}]})",
      response.body);
  response = ask({"POST", kPreview, R"({"files":{"bad":"?"}})"});
  EXPECT_NE(response.body.find(
                R"("errors":[{"field":"bad","line":1,"column":2,"zh":"不对","en":"not so"}])"),
            std::string::npos)
      << response.body;
}

// Whoever says which town they are of sees that town alone; what is another's is not there.
TEST_F(ApiTest, TownsDoNotSeeEachOther) {
  EXPECT_EQ(open().status, 201U);
  const auto as = [&](const char* who, const std::string& target) {
    return ask({.method = "GET", .target = target, .headers = {{Header::actor, who}}});
  };
  for (const char* target :
       {"/api/v1/cases?town=riverside", "/api/v1/tasks?town=riverside",
        "/api/v1/events?town=riverside", "/api/v1/towns/riverside/workflows/three-lines",
        "/api/v1/towns/riverside/metrics/on_time", "/api/v1/cases/1099511627777",
        "/api/v1/cases/1099511627777/timeline", "/api/v1/cases/1099511627777/explain"}) {
    EXPECT_EQ(code_of(as("bo@elsewhere", target)), "404 not_found") << target;
    EXPECT_NE(code_of(as("bo@riverside", target)), "404 not_found") << target;
  }
  EXPECT_EQ(as("bo@elsewhere", "/api/v1/towns").body, R"({"towns":[]})");
  EXPECT_EQ(code_of(ask({.target = "/api/v1/cases",
                         .body = R"({"town":"riverside","workflow":"three-lines","data":{"a":1}})",
                         .headers = {{Header::actor, "bo@elsewhere"}}})),
            "404 not_found");
  // A list that names no town is of one's own.
  EXPECT_EQ(as("bo@elsewhere", "/api/v1/cases").body,
            R"({"cases":[],"limit":50,"offset":0,"more":false})");
  EXPECT_NE(as("bo@riverside", "/api/v1/cases").body.find("RIVERSIDE-2026-0001"),
            std::string::npos);
}

TEST_F(ApiTest, HealthSaysWhatItIs) {
  EXPECT_EQ(R"({"status":"ok","version":"9.9","now":"2026-03-10T08:40:00Z","virtual_clock":true,)"
            R"("last_seq":0,"loopback_only":true,"actors":"claimed"})",
            get("/api/v1/health").body);
  service_.set_ready(false);
  const HttpResponse response = get("/api/v1/health");
  EXPECT_EQ(503, response.status);
  EXPECT_EQ("Retry-After: 1\r\n", response.headers);
}

TEST_F(ApiTest, MetricsAreTextForPrometheus) {
  open();
  const HttpResponse response = get("/metrics");
  EXPECT_EQ("text/plain; version=0.0.4; charset=utf-8", response.content_type);
  for (const char* line :
       {"# TYPE townflow_commands_total counter\ntownflow_commands_total 3\n",
        "# TYPE townflow_commit_milliseconds gauge\ntownflow_commit_milliseconds 0.5\n",
        "townflow_cases{state=\"open\"} 1\n", "townflow_open_cases{light=\"green\"} 1\n",
        "townflow_http_connections 0\n", "townflow_ready 1\n"})
    EXPECT_NE(std::string::npos, response.body.find(line)) << line << response.body;
}

TEST_F(ApiTest, FailuresOfTheStoreAreProblems) {
  service_.fail_with(Errc::full, "no space left");
  EXPECT_EQ("507 full", code_of(open()));
  service_.fail_with(Errc::busy, "20000 commands wait");
  const HttpResponse busy = open();
  EXPECT_EQ("503 busy", code_of(busy));
  EXPECT_EQ("Retry-After: 1\r\n", busy.headers);
  service_.fail_with(Errc::conflict, "key used before");
  EXPECT_EQ("409 key.reused", code_of(open()));
  service_.fail_with(Errc::io, "fsync failed");
  EXPECT_EQ("500 io", code_of(open()));
  EXPECT_EQ("500 io", code_of(get("/api/v1/cases")));
}

TEST_F(ApiTest, AFullPoolIsBusy) {
  api_->use_pool([](const std::function<void()>&) { return false; });
  EXPECT_EQ("503 busy", code_of(get("/api/v1/cases")));
  EXPECT_EQ(200, get("/api/v1/health").status);  // needs no pool
}

TEST_F(ApiTest, TheLanguageIsTheCallers) {
  const HttpResponse response =
      ask({"GET", "/api/v1/cases?lihgt=red", "", {{Header::accept_language, "zh-CN"}}});
  EXPECT_NE(std::string::npos,
            response.body.find(R"("detail":"没有“lihgt”这个参数，是不是 light")"))
      << response.body;
  EXPECT_NE(std::string::npos,
            response.body.find(R"("en":"no parameter 'lihgt'; did you mean 'light'")"));
}

TEST_F(ApiTest, StreamsBeginWhereTheyAreTold) {
  open();
  EXPECT_EQ(1U, get("/api/v1/events").stream->seq);
  EXPECT_EQ(0U, get("/api/v1/events?after=0").stream->seq);
  const HttpResponse resumed = ask(
      {"GET", "/api/v1/events?after=0&town=riverside&case=7", "", {{Header::last_event_id, "12"}}});
  ASSERT_TRUE(resumed.stream);
  EXPECT_EQ(12U, resumed.stream->seq);
  EXPECT_EQ("riverside", resumed.stream->town);
  EXPECT_EQ("7", resumed.stream->case_ref);
}

TEST_F(ApiTest, TheDocumentIsServed) {
  const HttpResponse response = get("/api/v1/openapi.json");
  EXPECT_EQ("application/json", response.content_type);
  EXPECT_TRUE(parse_json(response.content()));
  EXPECT_TRUE(parse_json(get("/api/v1/problems").content()));
}

TEST_F(ApiTest, TheConsoleIsNotTheApi) {
  EXPECT_EQ(200, get("/").status);
  EXPECT_EQ("404 route.not_found", code_of(get("/api")));
  EXPECT_EQ("404 route.not_found", code_of(get("/etc/passwd")));
  EXPECT_EQ("404 route.not_found", code_of(ask({"POST", "/"})));
}

}  // namespace
}  // namespace tf::api
