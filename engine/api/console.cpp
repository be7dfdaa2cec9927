#include "api/console.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/hash.h"
#include "base/system_error.h"
#include "base/text.h"

namespace tf::api {
namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view ending, type;
};
constexpr std::array kTypes = {
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".map", "application/json"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".ico", "image/x-icon"},
    Type{".woff2", "font/woff2"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".webmanifest", "application/manifest+json"},
};

std::string_view type_of(std::string_view path) {
  for (const Type& row : kTypes)
    if (path.ends_with(row.ending)) return row.type;
  return "application/octet-stream";
}

constexpr std::string_view kPlainPage =
    "<!doctype html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>townflow</title></head>\n"
    "<body><h1>townflow</h1>\n"
    "<p>The engine is up. 引擎已启动。</p>\n"
    "<p>API: <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>, "
    "<a href=\"/api/v1/health\">/api/v1/health</a>, <a href=\"/metrics\">/metrics</a></p>\n"
    "<p>Only this machine is served; who acts is claimed by a header and recorded as claimed. "
    "只在本机提供服务；办理人由请求头声明，并照此记录。</p>\n"
    "</body></html>\n";

Console::File file_of(std::string_view path, std::string bytes) {
  Console::File file;
  file.type = type_of(path);
  file.etag = cat("\"", to_hex(sha256(bytes)).substr(0, 32), "\"");
  file.bytes = std::make_shared<const std::string>(std::move(bytes));
  return file;
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::io, cat("cannot read ", path.string()), cat("读不了 ", path.string()));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Result<Console> Console::load(const std::string& folder) {
  Console console;
  if (folder.empty()) {
    console.files_.emplace("/", file_of("/index.html", std::string(kPlainPage)));
    return console;
  }
  std::error_code error;
  std::size_t bytes = 0;
  fs::recursive_directory_iterator walk(folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (walk->is_symlink() || !walk->is_regular_file()) continue;
    auto read = read_file(walk->path());
    if (!read) return std::unexpected(std::move(read).error());
    bytes += read->size();
    if (bytes > kMostBytes || console.files_.size() == kMostFiles)
      return fail(
          Errc::too_large,
          cat("the console in ", folder, " has more than ", kMostFiles, " files or ", kMostBytes,
              " bytes"),
          cat("网页文件夹 ", folder, " 超过 ", kMostFiles, " 个文件或 ", kMostBytes, " 字节"));
    const std::string path = cat("/", walk->path().lexically_relative(folder).generic_string());
    console.files_.emplace(path, file_of(path, *std::move(read)));
  }
  if (error)
    return std::unexpected(system_error(cat("cannot read the console in ", folder),
                                        cat("读不了网页文件夹 ", folder), error.value()));
  const auto index = console.files_.find("/index.html");
  if (index == console.files_.end())
    return fail(Errc::not_found, cat("the console in ", folder, " has no index.html"),
                cat("网页文件夹 ", folder, " 里没有 index.html"));
  console.files_.emplace("/", index->second);
  console.built_ = true;
  return console;
}

const Console::File* Console::find(std::string_view path) const {
  if (const auto found = files_.find(path); found != files_.end()) return &found->second;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (!built_ || path.starts_with("/assets/") || last.find('.') != std::string_view::npos)
    return nullptr;
  return &files_.find("/")->second;
}

HttpResponse file_response(const Console::File& file, std::string_view if_none_match) {
  HttpResponse response;
  response.page = true;
  response.headers = cat("ETag: ", file.etag, "\r\n");
  response.content_type = file.type;
  if (if_none_match == "*" || if_none_match.find(file.etag) != std::string_view::npos)
    response.status = 304;
  else
    response.file = file.bytes;
  return response;
}

}  // namespace tf::api
