// The house rules that a compiler cannot hold: who may include whom, which words are banned and
// what to write instead, a test for every source, small files, content files that name their kind.
// Each rule is a function from one file's text to findings, so that it is tested on bad text first
// and then run over the tree. A finding reads `file:line: what is wrong; what to do`.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tidy_tables.h"

namespace {

using namespace tf::tidy;

namespace fs = std::filesystem;
using Findings = std::vector<std::string>;

struct File {
  std::string path;  // relative to the repository, with '/'
  std::string text;
};

// ---- Reading a source --------------------------------------------------------------------------

bool is_word(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The source with comments and the insides of quotes blanked, so that prose may name a banned word.
std::string code_of(const std::string& text) {
  std::string code = text;
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, code.size()); ++i)
      if (code[i] != '\n') code[i] = ' ';
  };
  const auto after = [&](std::string_view what, std::size_t from) {
    const auto found = text.find(what, from);
    return found == std::string::npos ? text.size() : found + what.size();
  };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (text.compare(i, 2, "//") == 0) {
      end = std::min(text.find('\n', i), text.size());
    } else if (text.compare(i, 2, "/*") == 0) {
      end = after("*/", i + 2);
    } else if (text.compare(i, 2, "R\"") == 0) {
      const auto open = std::min(text.find('(', i), text.size());
      end = after(")" + text.substr(i + 2, open - i - 2) + "\"", open);
    } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_word(text[i - 1])))) {
      while (end < text.size() && text[end] != text[i] && text[end] != '\n')
        end += text[end] == '\\' ? 2U : 1U;
      ++end;
    } else {
      ++i;
      continue;
    }
    blank(i, end);
    i = end;
  }
  return code;
}

// Where the word stands in `code`, whole, or npos.
std::size_t find_word(std::string_view code, std::string_view word, std::size_t from) {
  const bool prefix = word.ends_with('*');
  if (prefix) word.remove_suffix(1);
  for (auto at = code.find(word, from); at != std::string_view::npos;
       at = code.find(word, at + 1)) {
    const auto end = at + word.size();
    if (at > 0 && is_word(code[at - 1])) continue;
    if (!prefix && is_word(word.back()) && end < code.size() && is_word(code[end])) continue;
    return at;
  }
  return std::string_view::npos;
}

bool matches(const std::string& text, std::string_view pattern) {
  static std::map<std::string_view, std::regex> compiled;
  auto [it, fresh] = compiled.try_emplace(pattern);
  if (fresh) it->second = std::regex(pattern.begin(), pattern.end());
  return std::regex_match(text, it->second);
}

std::string at(const File& file, std::size_t line, const std::string& what) {
  return file.path + ":" + std::to_string(line) + ": " + what;
}

std::string layer_of(const std::string& path) {
  if (!path.starts_with("engine/")) return "";
  const auto begin = std::string_view("engine/").size();
  return path.substr(begin, path.find('/', begin) - begin);
}

bool has_word(std::string_view list, std::string_view word) {
  std::istringstream in{std::string(list)};
  for (std::string each; in >> each;)
    if (each == word) return true;
  return false;
}

// ---- The rules ---------------------------------------------------------------------------------

Findings check_includes(const File& file) {
  Findings found;
  const std::string layer = layer_of(file.path);
  const auto* row = std::find_if(kLayers.begin(), kLayers.end(),
                                 [&](const Layer& each) { return each.name == layer; });
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    if (!line.starts_with("#include ")) continue;
    const auto open = line.find_first_of("<\"");
    const auto close = open == std::string::npos ? open : line.find_first_of(">\"", open + 1);
    if (close == std::string::npos) continue;
    const std::string header = line.substr(open + 1, close - open - 1);
    if (line[open] == '"') {
      if (layer.empty()) continue;
      const std::string other = header.substr(0, header.find('/'));
      const bool known = std::any_of(kLayers.begin(), kLayers.end(),
                                     [&](const Layer& each) { return each.name == other; });
      if (!known) {
        found.push_back(
            at(file, number,
               "\"" + header + "\" is not under a layer of engine/; write \"<layer>/<file>.h\""));
      } else if (row == kLayers.end()) {
        found.push_back(at(file, number, "engine/" + layer + " is no layer of the include table"));
      } else if (other != layer && !has_word(row->may_include, other) &&
                 !has_word(row->may_include, header)) {
        found.push_back(
            at(file, number,
               layer + " may not include " + other + " (\"" + header + "\"); it may include: " +
                   (row->may_include.empty() ? "nothing" : std::string(row->may_include))));
      }
      continue;
    }
    for (const auto& party : kThirdParty) {
      if (!header.starts_with(party.header)) continue;
      if (file.path.starts_with("engine/") && !matches(file.path, party.files))
        found.push_back(
            at(file, number,
               "<" + header + "> stands in one place only; include " + std::string(party.instead)));
      break;
    }
  }
  return found;
}

Findings check_bans(const File& file) {
  Findings found;
  const std::string code = code_of(file.text);
  for (const auto& ban : kBans) {
    if (!matches(file.path, ban.in)) continue;
    if (!ban.except.empty() && matches(file.path, ban.except)) continue;
    std::istringstream words{std::string(ban.words)};
    for (std::string word; std::getline(words, word, '|');) {
      for (auto where = find_word(code, word, 0); where != std::string::npos;
           where = find_word(code, word, where + 1)) {
        const auto line =
            1 + std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(where), '\n');
        found.push_back(at(file, static_cast<std::size_t>(line),
                           "'" + word + "' is banned; " + std::string(ban.instead)));
      }
    }
  }
  return found;
}

Findings check_size(const File& file) {
  const auto count = lines_of(file.text).size();
  if (count <= kMaxLines) return {};
  return {at(file, count,
             "more than " + std::to_string(kMaxLines) + " lines; split out the second idea in it")};
}

// A path of this machine means nothing on another one.
Findings check_paths(const File& file, const std::string& root) {
  std::vector<std::string> banned{root};
  const std::string above = fs::path(root).parent_path().string();
  static const std::set<std::string> common{"",     "/",    "/tmp", "/home", "/root",
                                            "/var", "/opt", "/usr", "/srv"};
  if (!common.contains(above)) banned.push_back(above + "/");
  Findings found;
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    for (const auto& path : banned) {
      const auto where = line.find(path);
      if (where == std::string::npos) continue;
      const char before = where == 0 ? ' ' : line[where - 1];
      if (std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '.') continue;
      found.push_back(
          at(file, number,
             "'" + path + "' is a path of this machine; write it relative to the repository"));
      break;
    }
  }
  return found;
}

Findings check_kind(const File& file) {
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    if (line.empty()) continue;
    if (line.starts_with("# yaml-language-server: $schema=")) return {};
    if (line[0] == '#') continue;
    const std::string key = line.substr(0, line.find(':'));
    if (std::find(kKinds.begin(), kKinds.end(), key) != kKinds.end()) return {};
    return {at(file, number,
               "'" + key + "' is no kind of file; the first key is one, as in `workflow: id`")};
  }
  return {at(file, number, "an empty file; the first key names its kind, as in `workflow: id`")};
}

// `tests`: every file under tests/, and every header that a test includes.
Findings check_tested(const File& file, const std::set<std::string>& tests) {
  for (const auto& row : kTestedElsewhere)
    if (matches(file.path, row.source) &&
        (row.test.empty() || tests.contains(std::string(row.test))))
      return {};
  const std::string stem = file.path.substr(0, file.path.size() - std::string_view(".cpp").size())
                               .substr(std::string_view("engine/").size());
  const auto tested = [&](const std::string& name) {
    return tests.contains("tests/" + name + "_test.cpp") || tests.contains(name + ".h");
  };
  if (tested(stem)) return {};
  // a_part.cpp beside a.cpp is a part of it: one test serves both.
  for (auto cut = stem.rfind('_'); cut != std::string::npos && cut > 0;
       cut = stem.rfind('_', cut - 1))
    if (tested(stem.substr(0, cut))) return {};
  if (stem.starts_with("core/step/") &&
      tests.contains("tests/scenario/step_" + fs::path(stem).filename().string() + ".yaml"))
    return {};
  return {
      at(file, 1,
         "has no test; write tests/" + stem + "_test.cpp, or name the reason in kTestedElsewhere")};
}

// The headers of engine/ that a test includes.
std::set<std::string> headers_in(const File& file) {
  std::set<std::string> headers;
  for (const auto& line : lines_of(file.text))
    if (line.starts_with("#include \"")) headers.insert(line.substr(10, line.rfind('"') - 10));
  return headers;
}

// ---- The tree ----------------------------------------------------------------------------------

const std::vector<File>& tree() {
  static const std::vector<File> files = [] {
    static const std::set<std::string> tops{"engine", "tests",   "bench",    "fuzz",
                                            "cmake",  "docs",    "examples", "workflows",
                                            "rules",  "plugins", "scripts",  "console"};
    static const std::set<std::string> texts{".cpp", ".h",   ".yaml", ".md",   ".cmake",
                                             ".txt", ".sh",  ".json", ".lua",  ".sql",
                                             ".ts",  ".tsx", ".css",  ".html", ".csv"};
    static const std::set<std::string> skipped{"node_modules", "dist", "build", "data"};
    std::vector<File> out;
    const fs::path root = TF_ROOT;
    for (const auto& top : fs::directory_iterator(root)) {
      if (!tops.contains(top.path().filename().string())) continue;
      for (auto it = fs::recursive_directory_iterator(top);
           it != fs::recursive_directory_iterator(); ++it) {
        if (it->is_directory() && skipped.contains(it->path().filename().string()))
          it.disable_recursion_pending();
        if (!it->is_regular_file() || !texts.contains(it->path().extension().string())) continue;
        std::ifstream in(it->path(), std::ios::binary);
        std::string text(std::istreambuf_iterator<char>(in), {});
        out.push_back({fs::relative(it->path(), root).generic_string(), std::move(text)});
      }
    }
    std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return out;
  }();
  return files;
}

template <typename Select, typename Check>
void expect_clean(Select select, Check check) {
  Findings all;
  std::size_t looked_at = 0;
  for (const auto& file : tree()) {
    if (!select(file.path)) continue;
    ++looked_at;
    for (auto& each : check(file)) all.push_back(std::move(each));
  }
  EXPECT_GT(looked_at, 0U) << "the rule looked at no file";
  for (const auto& each : all) ADD_FAILURE() << each;
}

bool is_cpp(const std::string& path) {
  return path.ends_with(".cpp") || path.ends_with(".h");
}
bool is_engine(const std::string& path) {
  return path.starts_with("engine/") && is_cpp(path);
}

TEST(Tidy, IncludesFollowTheLayers) {
  expect_clean(is_engine, check_includes);
}
TEST(Tidy, BannedWordsStayOut) {
  expect_clean(is_engine, check_bans);
}
TEST(Tidy, FilesStaySmall) {
  expect_clean(is_cpp, check_size);
}
TEST(Tidy, NoPathOfThisMachine) {
  expect_clean([](const std::string&) { return true; },
               [](const File& file) { return check_paths(file, TF_ROOT); });
}
TEST(Tidy, ContentNamesItsKind) {
  expect_clean(
      [](const std::string& path) {
        return path.ends_with(".yaml") &&
               (path.starts_with("workflows/") || path.starts_with("rules/") ||
                path.starts_with("examples/"));
      },
      check_kind);
}
TEST(Tidy, EverySourceHasATest) {
  std::set<std::string> tests;
  for (const auto& file : tree())
    if (file.path.starts_with("tests/")) {
      tests.insert(file.path);
      if (file.path.ends_with("_test.cpp")) tests.merge(headers_in(file));
    }
  expect_clean(
      [](const std::string& path) { return path.starts_with("engine/") && path.ends_with(".cpp"); },
      [&](const File& file) { return check_tested(file, tests); });
}

// ---- The rules on bad text ---------------------------------------------------------------------

TEST(TidyRule, Includes) {
  EXPECT_EQ(check_includes({"engine/base/a.cpp", "#include \"model/node.h\"\n"}),
            Findings{"engine/base/a.cpp:1: base may not include model (\"model/node.h\"); it may "
                     "include: nothing"});
  EXPECT_EQ(check_includes({"engine/store/a.cpp", "\n#include \"rule/ladder.h\"\n"}),
            Findings{"engine/store/a.cpp:2: store may not include rule (\"rule/ladder.h\"); it may "
                     "include: base core"});
  EXPECT_EQ(check_includes({"engine/core/a.cpp", "#include <nlohmann/json.hpp>\n"}),
            Findings{"engine/core/a.cpp:1: <nlohmann/json.hpp> stands in one place only; include "
                     "base/json.h"});
  EXPECT_EQ(check_includes({"engine/core/a.cpp", "#include \"turn.h\"\n"}),
            Findings{"engine/core/a.cpp:1: \"turn.h\" is not under a layer of engine/; write "
                     "\"<layer>/<file>.h\""});
  EXPECT_EQ(
      check_includes({"engine/base/json.cpp", "#include <nlohmann/json.hpp>\n#include <vector>\n"}),
      Findings{});
}

TEST(TidyRule, Bans) {
  EXPECT_EQ(
      check_bans({"engine/core/a.cpp", "auto t = std::chrono::system_clock::now();"}),
      Findings{
          "engine/core/a.cpp:1: 'system_clock::now' is banned; ask the Clock of base/clock.h"});
  EXPECT_EQ(check_bans({"engine/rule/a.h", "// fine\nusing namespace std;"}),
            Findings{"engine/rule/a.h:2: 'using namespace' is banned; name what you use"});
  EXPECT_EQ(check_bans({"engine/core/a.cpp", "std::unordered_map<int, int> m;"}).size(), 1U);
  EXPECT_EQ(check_bans({"engine/core/a.cpp",
                        "// std::cout\nf(\"std::cout\"); /* rand( */ g(R\"(std::regex)\", '\"');"}),
            Findings{});
  EXPECT_EQ(check_bans({"engine/cli/a.cpp", "std::cout << 1;"}), Findings{});
}

TEST(TidyRule, SizePathsKindsTests) {
  EXPECT_EQ(check_size({"a.h", std::string(501, '\n')}),
            Findings{"a.h:501: more than 500 lines; split out the second idea in it"});
  EXPECT_EQ(check_size({"a.h", std::string(500, '\n')}), Findings{});
  EXPECT_EQ(
      check_paths({"a.md", "see /place/repo/x"}, "/place/repo"),
      Findings{
          "a.md:1: '/place/repo' is a path of this machine; write it relative to the repository"});
  EXPECT_EQ(check_paths({"a.md", "the market/place/x"}, "/place/repo"), Findings{});
  EXPECT_EQ(check_kind({"rules/a.yaml", "# about\ndedlines: x\n"}),
            Findings{"rules/a.yaml:2: 'dedlines' is no kind of file; the first key is one, as in "
                     "`workflow: id`"});
  EXPECT_EQ(check_kind({"rules/a.yaml", "deadlines: x\n"}), Findings{});
  EXPECT_EQ(check_tested({"engine/base/a.cpp", ""}, {}),
            Findings{"engine/base/a.cpp:1: has no test; write tests/base/a_test.cpp, or name the "
                     "reason in kTestedElsewhere"});
  EXPECT_EQ(check_tested({"engine/base/a.cpp", ""}, {"tests/base/a_test.cpp"}), Findings{});
  EXPECT_EQ(check_tested({"engine/base/a_of_b.cpp", ""}, {"tests/base/a_test.cpp"}), Findings{});
  EXPECT_EQ(check_tested({"engine/base/a.cpp", ""}, {"base/a.h"}), Findings{});
}

}  // namespace
