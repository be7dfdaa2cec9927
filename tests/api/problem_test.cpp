#include "api/problem.h"

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"

namespace tf::api {
namespace {

TEST(Problem, IsWrittenWhole) {
  const HttpResponse response = problem_response({"body.missing_field",
                                                  "缺少“town”",
                                                  "'town' is missing",
                                                  {{"town", 0, 0, "缺少", "missing"}}},
                                                 Language::en);
  EXPECT_EQ(400, response.status);
  EXPECT_EQ("application/problem+json", response.content_type);
  EXPECT_EQ(
      R"({"type":"/api/v1/problems#body.missing_field","title":"the body lacks a field",)"
      R"("status":400,"detail":"'town' is missing","code":"body.missing_field","number":"TF8032",)"
      R"("zh":"缺少“town”","en":"'town' is missing",)"
      R"("errors":[{"field":"town","zh":"缺少","en":"missing"}]})",
      response.body);
}

TEST(Problem, SpeaksTheLanguageOfTheCaller) {
  const HttpResponse response = problem_response({"busy", {}, {}, {}}, Language::zh);
  EXPECT_NE(std::string::npos, response.body.find(R"("title":"正忙，请稍后再试")"));
  EXPECT_EQ("Retry-After: 1\r\n", response.headers);
}

TEST(Problem, RefusalKeepsItsCodeAndOffersMore) {
  const core::Rejection rejection{"WRONG_LINE", "应由二线办理", "belongs to line 2",
                                  Value::record({{"to", Value::text("line-2")}})};
  const HttpResponse response = refused_response(rejection, Language::zh);
  EXPECT_EQ(409, response.status);
  EXPECT_EQ(
      R"({"type":"/api/v1/problems#WRONG_LINE","title":"不予办理","status":409,)"
      R"("detail":"应由二线办理","code":"WRONG_LINE","zh":"应由二线办理","en":"belongs to line 2",)"
      R"("offer":{"to":"line-2"}})",
      response.body);
}

TEST(Problem, FormRefusalsAre422) {
  EXPECT_EQ(422, refused_response({"form.missing", "", "", {}}, Language::en).status);
  EXPECT_EQ(409, refused_response({"formal", "", "", {}}, Language::en).status);
}

TEST(Problem, JsonErrorsNameTheirPlace) {
  const HttpResponse response =
      json_error_response({"json.duplicate_key", 3, 14, "key 'a' stands twice"}, Language::en);
  EXPECT_EQ(400, response.status);
  EXPECT_NE(std::string::npos, response.body.find(R"("detail":"body:3:14: key 'a' stands twice")"));
  EXPECT_NE(std::string::npos, response.body.find(R"("errors":[{"line":3,"column":14,)"));
  EXPECT_EQ(413, json_error_response({"json.size", 1, 1, ""}, Language::en).status);
}

struct ErrorRow {
  Errc code;
  int status;
  const char* problem;
};
TEST(Problem, EveryErrorHasItsStatus) {
  const ErrorRow rows[] = {
      {Errc::invalid, 400, "invalid"},
      {Errc::not_found, 404, "not_found"},
      {Errc::conflict, 409, "conflict"},
      {Errc::unavailable, 503, "busy"},
      {Errc::io, 500, "io"},
      {Errc::full, 507, "full"},
      {Errc::corrupt, 500, "io"},
      {Errc::too_large, 413, "too_large"},
      {Errc::busy, 503, "busy"},
      {Errc::newer, 500, "io"},
  };
  for (const ErrorRow& row : rows) {
    const HttpResponse response = error_response({row.code, "why"}, Language::en);
    EXPECT_EQ(row.status, response.status) << row.problem;
    const auto body = parse_json(response.body);
    ASSERT_TRUE(body);
    EXPECT_EQ(row.problem, (*body)["code"].as_text());
    EXPECT_TRUE((*body)["detail"].as_text().ends_with("why"));
  }
}

TEST(Problem, AFullDiskSaysWhatToDoInBothLanguages) {
  const HttpResponse response = error_response({Errc::full, "no space", "没有空间"}, Language::zh);
  const auto body = parse_json(response.body);
  ASSERT_TRUE(body);
  EXPECT_EQ((*body)["zh"].as_text(),
            "磁盘已满，未作任何改动；腾出空间后用同一个 Idempotency-Key 再问一次：没有空间");
  EXPECT_EQ((*body)["en"].as_text(),
            "the disk is full, nothing was changed; free space, then ask again with the same "
            "Idempotency-Key: no space");
  EXPECT_NE(response.headers.find("Retry-After: 10"), std::string::npos);
}

TEST(Problem, ARefusalIsToldInTheLanguageItWasToldInFirst) {
  const core::Rejection first{"NO", "不行", "no", {}, "zh"};
  EXPECT_EQ(refused_response(first, Language::en).body, refused_response(first, Language::zh).body);
  EXPECT_NE(refused_response(first, Language::en).body.find(R"("detail":"不行")"),
            std::string::npos);
}

TEST(Problem, CodesAndNumbersAreUnique) {
  std::set<std::string_view> codes, numbers;
  for (const ProblemCode& row : problem_codes()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_TRUE(numbers.insert(row.number).second) << row.number;
    EXPECT_GE(row.status, 400) << row.code;
    EXPECT_NE("Status", reason_of(row.status)) << row.code;
  }
  EXPECT_TRUE(parse_json(problems_document()));
}

TEST(Language, OfAcceptLanguage) {
  EXPECT_EQ(Language::zh, language_of("zh"));
  EXPECT_EQ(Language::zh, language_of("ZH-Hans-CN,en;q=0.5"));
  EXPECT_EQ(Language::zh, language_of(" zh;q=0.9"));
  EXPECT_EQ(Language::en, language_of(""));
  EXPECT_EQ(Language::en, language_of("en,zh"));
  EXPECT_EQ(Language::en, language_of("zhuang"));
}

}  // namespace
}  // namespace tf::api
