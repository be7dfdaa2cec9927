// The real engine behind the real routes, and what they answer held against the OpenAPI document:
// every route, what it gives and how it refuses.
#include <fstream>
#include <future>
#include <set>

#include "api/api.h"
#include "api/openapi.h"
#include "api/route.h"
#include "base/json.h"
#include "cli.h"
#include "cli/towns.h"
#include "host/engine_service.h"
#include "host/outside.h"
#include "support/json_schema.h"

namespace tf::cli {
namespace {

constexpr const char* kVisit =
    "workflow: visit\n"
    "title: {zh: 走访, en: Visit}\n"
    "case: {who_asks: {type: person, required: true}, phone: {type: phone}, size: {type: choice, "
    "of: [small, big]}, seen: {type: list, of: {at: date, what: line}}}\n"
    "may: [claim, comment, suspend, resume, repair]\n"
    "steps:\n"
    "  go: {task: work, who: clerk, due: soon, ladder: plain, form: {note: line}}\n"
    "  heard: {wait: {any: [{message: answered}]}}\n"
    "  tell: {do: board.publish, retry: 0, next: {ok: over, failed: sorry}}\n"
    "  over: {end: done}\n"
    "  sorry: {end: failed}\n"
    "metrics:\n"
    "  settled: {share: result = done, of: true, per: [town]}\n";

class DeafOutside : public host::Outside {
 public:
  Result<Value> perform(const store::OutboxRow&) override {
    return fail(Errc::unavailable, "nobody listens", "没有人听");
  }
};

class FixedClock : public Clock {
 public:
  Instant now() const override { return *parse_instant("2026-03-10T09:00:00+08:00"); }
};

class Contract : public testing::Test {
 protected:
  Contract() {
    folder.write("small/town.yaml",
                 "town: small\ntitle: {zh: 小镇, en: Small}\ncalendar: {zone: Asia/Shanghai, "
                 "office: 08:30-17:30}\n");
    folder.write("small/roles.yaml",
                 "roles: small\nlevels: [town]\nfind: {nobody: clerk}\nposts:\n  clerk: {level: "
                 "town, off_hours: self, zh: 干事, en: clerk}\n  administrator: {level: town, zh: "
                 "管理员, en: administrator}\n");
    folder.write("small/people.yaml",
                 "people: small\ntree: {hall: {level: town, holds: {clerk: [ann, bob], "
                 "administrator: [ann]}}}\npersons: {bob: {name: Bob, phone: \"13800000000\"}}\n");
    folder.write("small/rules.yaml", "deadlines: small\ncommon: {soon: 2 hours}\n");
    folder.write("small/ladders.yaml", "ladders: small\nplain: {L1: {at: due, light: yellow}}\n");
    folder.write("small/visit.yaml", kVisit);
    std::ostringstream out, told;
    Session session(out, told);
    auto catalog = open_towns(session, {folder.path() + "/small"});
    if (!catalog) throw std::runtime_error(told.str());
    service = *host::open_engine(catalog, store::memory_store(), std::make_shared<FixedClock>(),
                                 std::make_unique<DeafOutside>());
    api_ = *api::Api::create(*service, {});
    api_->listen_on(8080);
    document = *parse_json(api::openapi_document("1"));
  }

  struct Told {
    int status = 0;
    Value body;
  };
  // Sends it and holds the answer against the document.
  Told ask(const std::string& method, const std::string& target, const std::string& body = "{}") {
    SCOPED_TRACE(method + " " + target);
    api::HttpRequest request;
    request.method = method == "GET" ? api::Method::get : api::Method::post;
    request.target = target;
    request.add(api::Header::host, "localhost:8080");
    const std::string key = "k" + std::to_string(++keys);
    if (method == "POST") {
      request.body = body;
      request.add(api::Header::key, key);
      request.add(api::Header::actor, "ann@small");
      request.add(api::Header::content_type, "application/json");
    }
    std::promise<api::HttpResponse> answered;
    api_->handle(request, [&](api::HttpResponse response) { answered.set_value(response); });
    const api::HttpResponse response = answered.get_future().get();
    api::Target parsed;
    EXPECT_TRUE(parsed.parse(target));
    const api::Match match = api::match_route(request.method, parsed.segments());
    if (match.route == nullptr) {
      ADD_FAILURE() << "no route";
      return {};
    }
    return hold(*match.route, response);
  }

  Told hold(const api::Route& route, const api::HttpResponse& response) {
    const bool good = response.status < 400;
    const Value& operation =
        document["paths"][route.pattern][route.method == api::Method::post ? "post" : "get"];
    const std::string status = std::to_string(response.status);
    const Value& said =
        operation["responses"][good ? status : cat(status.substr(0, 1), "XX")]["content"];
    std::string type(response.content_type);
    type = type.substr(0, type.find(';'));
    const Value& content = said[type];
    EXPECT_FALSE(content.is_null()) << status << " as " << type << " is not in the document";
    (good ? gave : refused).insert(route.id);
    if (type.find("json") == std::string::npos) return {response.status, {}};
    const auto body = parse_json(response.file ? *response.file : response.body);
    EXPECT_TRUE(body) << response.body;
    if (!body) return {response.status, {}};
    for (const std::string& fault : support::JsonSchema(document).check(content["schema"], *body))
      ADD_FAILURE() << status << " " << fault << "\n" << response.body.substr(0, 600);
    return {response.status, *body};
  }

  Told open() {
    return ask("POST", "/api/v1/cases",
               R"({"town":"small","workflow":"visit","data":{"who_asks":{"id_hash":"h1","name":)"
               R"("Li Si"},"phone":"13900001111","size":"small"}})");
  }

  const Folder folder;
  std::unique_ptr<host::Service> service;
  std::unique_ptr<api::Api> api_;
  Value document;
  std::set<std::string> gave, refused;
  int keys = 0;
};

TEST_F(Contract, EveryRouteAnswersAsItsDescriptionSays) {
  // Refused first.
  const std::string none = "/api/v1/cases/77";
  EXPECT_EQ(ask("POST", "/api/v1/cases", R"({"town":"small","workflow":"no"})").status, 409);
  EXPECT_EQ(ask("POST", "/api/v1/cases", R"({"town":"small","workflow":"visit"})").status, 422);
  EXPECT_EQ(ask("POST", "/api/v1/cases", R"({"twon":"small"})").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/cases?light=blue").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/tasks?person=ann&limit=x").status, 400);
  for (const char* part : {"", "/timeline", "/explain"})
    EXPECT_EQ(ask("GET", none + part).status, 404);
  for (const char* part : {"/actions/urge", "/messages/answered", "/incidents/1/retry",
                           "/tasks/1/complete", "/tasks/1/claim"})
    EXPECT_EQ(ask("POST", none + part).status, 404) << part;
  EXPECT_EQ(ask("POST", none + "/erase", R"({"reason":"r"})").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/persons/x/erase", R"({"reason":"r"})").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/roll/person", R"({"person":""})").status, 409);
  EXPECT_EQ(ask("GET", "/api/v1/towns/none/workflows/visit").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/workflows/none").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/towns/none/roll").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/towns/none/roll/changes").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/metrics/none").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/reports/daily?period=x").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/incidents?towm=small").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/events?after=x").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/preview", R"({"files":{"none.yaml":""}})").status,
            404);

  const Told opened = open();
  ASSERT_EQ(opened.status, 201);
  const std::string at = "/api/v1/cases/" + opened.body["case"].as_text();
  const Value& task = opened.body["tasks"].as_list().front();
  const std::string work = at + "/tasks/" + to_json(task["task"]);
  EXPECT_EQ(ask("POST", at + "/erase", R"({"reason":"r"})").body["code"].as_text(), "conflict");
  EXPECT_EQ(ask("POST", work + "/claim").status, 200);
  EXPECT_EQ(ask("POST", at + "/actions/comment", R"({"reason":"seen"})").status, 200);
  EXPECT_EQ(ask("GET", at).status, 200);
  EXPECT_EQ(ask("GET", at + "/timeline").status, 200);
  EXPECT_EQ(ask("GET", at + "/explain").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/cases?town=small&light=green").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/tasks?person=ann").body["tasks"].as_list().size(), 1U);
  EXPECT_EQ(ask("POST", work + "/complete", R"({"form":{"note":"n"}})").status, 200);
  EXPECT_EQ(ask("POST", at + "/messages/answered").status, 200);
  Told view = ask("GET", at);
  for (int tries = 0; view.body["state"].as_text() == "open" && tries < 500; ++tries) {
    if (!view.body["incidents"].is_null()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    view = ask("GET", at);
  }
  const Told incidents = ask("GET", "/api/v1/incidents?town=small");
  if (incidents.body["incidents"].as_list().empty()) {
    EXPECT_EQ(view.body["state"].as_text(), "closed");
  } else {
    const std::string incident =
        at + "/incidents/" + to_json(incidents.body["incidents"].as_list().front()["incident"]);
    EXPECT_EQ(ask("POST", incident + "/skip", R"({"reason":"r","outcome":"failed"})").status, 200);
  }
  EXPECT_EQ(ask("GET", "/api/v1/towns").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/workflows/visit").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/metrics/settled").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/reports/daily?period=2026-03-10").status, 200);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/preview",
                R"({"files":{"rules.yaml":"deadlines: small\ncommon: {soon: 3 hours}\n"}})")
                .status,
            200);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/roll/absent",
                R"({"person":"bob","to":"2026-03-20","substitute":"ann"})")
                .status,
            200);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/roll").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/towns/small/roll/changes").status, 200);
  EXPECT_EQ(ask("POST", "/api/v1/towns/small/persons/h1/erase", R"({"reason":"r"})").status, 200);
  EXPECT_EQ(ask("POST", at + "/erase", R"({"reason":"r"})").status, 200);
  for (const char* target : {"/api/v1/health", "/api/v1/problems", "/api/v1/openapi.json",
                             "/metrics", "/api/v1/events?after=0"})
    EXPECT_EQ(ask("GET", target).status, 200) << target;
  for (const api::Route& route : api::routes()) EXPECT_TRUE(gave.contains(route.id)) << route.id;
}

TEST_F(Contract, ARefusalIsRepeatedInItsFirstLanguage) {
  const auto refused_in = [&](const char* language) {
    api::HttpRequest request;
    request.method = api::Method::post;
    request.target = "/api/v1/cases";
    request.body = R"({"town":"small","workflow":"no"})";
    request.add(api::Header::host, "localhost:8080");
    request.add(api::Header::key, "the-same");
    request.add(api::Header::actor, "ann@small");
    request.add(api::Header::content_type, "application/json");
    request.add(api::Header::accept_language, language);
    std::promise<api::HttpResponse> answered;
    api_->handle(request, [&](api::HttpResponse response) { answered.set_value(response); });
    return answered.get_future().get().body;
  };
  const std::string first = refused_in("zh-CN");
  EXPECT_NE(first.find(R"("detail":"没有流程)"), std::string::npos) << first;
  EXPECT_EQ(refused_in("en"), first);
}

}  // namespace
}  // namespace tf::cli
