#include "cli/town_package.h"

#include <algorithm>
#include <filesystem>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "host/town_files.h"
#include "interchange/archive.h"
#include "model/loader.h"
#include "model/print.h"

namespace tf::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kManifest = "townflow.json";
constexpr std::size_t kVersionDigits = 12;

std::string version_of(const std::map<std::string, std::string>& files) {
  std::string all;
  for (const auto& [path, text] : files) all += cat(path, "\n", to_hex(sha256(text)), "\n");
  return to_hex(sha256(all)).substr(0, kVersionDigits);
}

// Everything below `from` that is not hidden, under `into`.
Result<void> take(const fs::path& from, const std::string& into,
                  std::map<std::string, std::string>& files) {
  std::error_code code;
  if (!fs::is_directory(from, code))
    return fail(Errc::not_found, cat("there is no folder ", from.generic_string()),
                cat("没有文件夹 ", from.generic_string()));
  for (fs::recursive_directory_iterator it(from, code), end; it != end; it.increment(code)) {
    if (code)
      return fail(Errc::io, cat("cannot read ", from.generic_string(), ": ", code.message()),
                  cat("读不了 ", from.generic_string()));
    const std::string name = it->path().filename().string();
    if (name.starts_with('.')) {
      if (it->is_directory(code)) it.disable_recursion_pending();
      continue;
    }
    if (it->is_symlink(code))
      return fail(Errc::invalid,
                  cat(it->path().generic_string(), " is a link; put the file itself there"),
                  cat(it->path().generic_string(), " 是链接；请放文件本身"));
    if (!it->is_regular_file(code)) continue;
    const std::string path = into + it->path().lexically_relative(from).generic_string();
    if (!interchange::is_inner_path(path))
      return fail(Errc::invalid, cat("'", path, "' is no plain name; rename the file"),
                  cat("“", path, "”不是普通文件名；请改名"));
    files[path] = TF_TRY(host::read_text(it->path().string()));
  }
  return {};
}

// The town file, with what is wrong with it unheard: lint tells it.
Result<model::Document> town_file(const std::map<std::string, std::string>& files) {
  const auto text = files.find("town.yaml");
  if (text == files.end())
    return fail(Errc::not_found, "there is no town.yaml in it", "里面没有 town.yaml");
  model::Diagnostics findings;
  model::Document town = model::read_document("town.yaml", text->second, findings);
  if (town.root && town.kind == "town" && !findings.has_errors()) return town;
  findings.sort();
  return fail(Errc::invalid, to_text(findings, model::Language::en),
              to_text(findings, model::Language::zh));
}

bool is_town_file(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  return name == "town.yaml" || name == "town.yml";
}

}  // namespace

Result<TownPackage> gather_town(const std::string& folder) {
  TownPackage package;
  TF_OK(take(folder, "", package.files));
  model::Document town = TF_TRY(town_file(package.files));
  package.id = town.id;
  package.extends = town.root->text_of("extends");
  std::map<std::string, std::string> names;  // folder under included/ → where it was
  for (const std::string& include : model::included_folders(town)) {
    const fs::path from = (fs::path(folder) / include).lexically_normal();
    const std::string inside =
        from.lexically_relative(fs::path(folder).lexically_normal()).generic_string();
    if (!inside.starts_with("..")) continue;  // came along with the folder
    std::string name = from.filename().string();
    while (names.contains(name)) name += "-2";
    names[name] = from.generic_string();
    TF_OK(take(from, cat("included/", name, "/"), package.files));
  }
  if (town.root->erase("include")) {
    model::PrintOptions print;
    print.language = model::language_of(town);
    package.files["town.yaml"] = print_document(town, print);
  }
  package.files.erase(kManifest);
  package.version = version_of(package.files);
  return package;
}

Result<std::string> pack_town(const TownPackage& package) {
  Record sums;
  for (const auto& [path, text] : package.files) sums.set(path, Value::text(to_hex(sha256(text))));
  const Value manifest = Value::record({{"format", Value::number(1)},
                                        {"town", Value::text(package.id)},
                                        {"extends", Value::text(package.extends)},
                                        {"version", Value::text(package.version)},
                                        {"files", Value::record(std::move(sums))}});
  interchange::ArchiveFiles files = package.files;
  files[kManifest] = to_pretty_json(manifest) + "\n";
  std::string bytes = TF_TRY(interchange::write_archive(files));
  if (bytes.size() <= kMostPackage) return bytes;
  return fail(Errc::too_large,
              cat("the package has ", bytes.size(), " bytes; at most ", kMostPackage),
              cat("包有 ", bytes.size(), " 字节；最多 ", kMostPackage));
}

Result<TownPackage> unpack_town(std::string_view bytes) {
  if (bytes.size() > kMostPackage)
    return fail(Errc::too_large, cat("it has ", bytes.size(), " bytes; at most ", kMostPackage),
                cat("有 ", bytes.size(), " 字节；最多 ", kMostPackage));
  TownPackage package;
  package.files = TF_TRY(interchange::read_archive(bytes));
  const auto text = package.files.find(kManifest);
  if (text == package.files.end())
    return fail(Errc::invalid, "it has no townflow.json; `townflow town pack` makes packages",
                "里面没有 townflow.json；用 townflow town pack 打包");
  const auto manifest = parse_json(text->second);
  if (!manifest)
    return fail(Errc::invalid, cat("townflow.json: ", manifest.error().text),
                cat("townflow.json 第 ", manifest.error().line, " 行第 ", manifest.error().column,
                    " 列不是合法的 JSON"));
  if ((*manifest)["format"] != Value::number(1) || !(*manifest)["files"].is(Value::Kind::record))
    return fail(Errc::newer, "townflow.json is of another format; take a newer townflow",
                "townflow.json 是另一种格式；请用更新的 townflow");
  package.files.erase(text);
  const Record& sums = (*manifest)["files"].as_record();
  for (const auto& [path, sum] : sums) {
    const auto file = package.files.find(path);
    if (file == package.files.end())
      return fail(Errc::corrupt, cat(path, " is missing; fetch the package again"),
                  cat("缺少 ", path, "；重新取一份"));
    if (Value::text(to_hex(sha256(file->second))) != sum)
      return fail(Errc::corrupt, cat(path, " is not what was packed; fetch the package again"),
                  cat(path, " 与打包时不同；重新取一份"));
  }
  for (const auto& [path, file] : package.files) {
    if (sums.find(path) == nullptr)
      return fail(Errc::invalid, cat(path, " is in the archive, but not in townflow.json"),
                  cat(path, " 在压缩包里，townflow.json 里却没有"));
    if (path != "town.yaml" && is_town_file(path))
      return fail(Errc::invalid, cat(path, " is a second town; pack each town by itself"),
                  cat(path, " 是第二个乡镇；每个乡镇各打一包"));
  }
  const model::Document town = TF_TRY(town_file(package.files));
  for (const std::string& include : model::included_folders(town))
    if (!interchange::is_inner_path(include))
      return fail(Errc::invalid,
                  cat("town.yaml includes '", include,
                      "', which is not in the package; `townflow town pack` puts "
                      "it there"),
                  cat("town.yaml 引用了“", include, "”，包里没有；townflow town pack 会把它带上"));
  package.id = town.id;
  package.extends = town.root->text_of("extends");
  package.version = version_of(package.files);
  if (Value::text(package.id) != (*manifest)["town"] ||
      Value::text(package.version) != (*manifest)["version"])
    return fail(Errc::corrupt, "townflow.json says another town or version than its files",
                "townflow.json 所说的乡镇或版本与文件不符");
  if (!interchange::is_inner_path(package.id) || package.id.find('/') != std::string::npos ||
      package.id.starts_with('.'))
    return fail(Errc::invalid, cat("'", package.id, "' is no name for a folder"),
                cat("“", package.id, "”不能作文件夹名"));
  return package;
}

}  // namespace tf::cli
