#include "plugin/package.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "plugin/package_key.h"

namespace tf::plugin {

namespace {

constexpr std::size_t kMostPath = 100;

// What the signature stands over: id, version, and every path with its sum.
std::string signed_text(const Package& package) {
  std::string out = cat("tfplugin 1\n", package.id, "\n", package.version, "\n");
  for (const auto& [path, text] : package.files) out += cat(path, " ", to_hex(sha256(text)), "\n");
  return out;
}

}  // namespace

bool is_package_path(std::string_view path) {
  if (path.empty() || path.size() > kMostPath || path.starts_with('/')) return false;
  for (const std::string_view part : split(path, '/'))
    if (part.empty() || part.starts_with('.')) return false;
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == '/';
  });
}

Result<std::string> write_package(const Package& package) {
  List files;
  std::size_t size = 0;
  for (const auto& [path, text] : package.files) {
    if (!is_package_path(path))
      return fail(Errc::invalid, cat("no such path in a package: ", path),
                  cat("包里不能有这样的路径：", path));
    if (first_bad_utf8(text))
      return fail(Errc::invalid, cat(path, " is no UTF-8 text"), cat(path, " 不是 UTF-8 文字"));
    size += text.size();
    files.push_back(Value::record({{"path", Value::text(path)},
                                   {"sha256", Value::text(to_hex(sha256(text)))},
                                   {"text", Value::text(text)}}));
  }
  if (files.size() > kMostFiles || size > kMostPackage)
    return fail(Errc::too_large,
                cat("a package holds at most ", kMostFiles, " files and ", kMostPackage / 1024,
                    " KiB; this one has ", files.size(), " files and ", size / 1024, " KiB"),
                cat("一个包最多 ", kMostFiles, " 个文件、", kMostPackage / 1024, " KiB；这个有 ",
                    files.size(), " 个、", size / 1024, " KiB"));
  Record out{{"tfplugin", Value::number(1)},
             {"plugin", Value::text(package.id)},
             {"version", Value::text(package.version)},
             {"files", Value::list(std::move(files))}};
  if (!package.signature.empty()) {
    out.set("key", Value::text(package.key));
    out.set("signature", Value::text(package.signature));
  }
  return to_pretty_json(Value::record(std::move(out))) + "\n";
}

Result<Package> read_package(std::string_view text) {
  const auto json = parse_json(text, {.bytes = 2 * kMostPackage, .depth = 8, .values = 1000});
  if (!json)
    return fail(Errc::invalid, cat("no plugin package: ", json.error().text),
                cat("不是插件包：第 ", json.error().line, " 行第 ", json.error().column,
                    " 列不是合法的 JSON"));
  if ((*json)["tfplugin"] != Value::number(1) || !(*json)["files"].is(Value::Kind::list))
    return fail(Errc::invalid, "no plugin package of this version", "不是这一版的插件包");
  Package package;
  package.id = (*json)["plugin"].str();
  package.version = (*json)["version"].str();
  if (!is_package_path(package.id) || package.id.contains('/'))
    return fail(Errc::invalid, "the package has no sound id", "包的编号不对");
  for (const Value& file : (*json)["files"].as_list()) {
    const std::string path = file["path"].str();
    if (!is_package_path(path) || !file["text"].is(Value::Kind::text))
      return fail(Errc::invalid, cat("the package has a file it may not have: ", path),
                  cat("包里有不该有的文件：", path));
    if (to_hex(sha256(file["text"].as_text())) != file["sha256"].str())
      return fail(Errc::corrupt, cat("the sum of ", path, " does not fit: the package was changed"),
                  cat(path, " 的校验和不符：包被改过"));
    package.files[path] = file["text"].as_text();
  }
  if (package.files.size() > kMostFiles) return fail(Errc::too_large, "too many files", "文件太多");
  if ((*json)["signature"].is(Value::Kind::text)) {
    package.signature = (*json)["signature"].as_text();
    package.key = (*json)["key"].str();
    if (!key_verifies(package.key, signed_text(package), package.signature))
      return fail(Errc::corrupt, "the signature does not fit: the package was changed",
                  "签名不符：包被改过");
  }
  return package;
}

Result<void> sign_package(Package& package, const std::string& secret) {
  package.key = TF_TRY(open_key(secret));
  package.signature = TF_TRY(key_signs(secret, signed_text(package)));
  return {};
}

}  // namespace tf::plugin
