// The files of the built console, read into memory once, so that a request can only name what was
// there at the start: nothing of it ever reaches the file system.
//
// Limit: kMostFiles files, kMostBytes bytes; links are not followed.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/http.h"
#include "base/result.h"

namespace tf::api {

class Console {
 public:
  static constexpr std::size_t kMostFiles = 2'000;
  static constexpr std::size_t kMostBytes = 64 << 20;
  // An empty `folder`: only a page that says what this is.
  static Result<Console> load(const std::string& folder);

  // The file at `path` ("/", "/assets/app.js"). A page of the console has its address in the
  // browser's history, so a path without a dot in its last piece gets the start page. nullptr:
  // none.
  struct File {
    std::string_view type;
    std::string etag;  // with quotes
    std::shared_ptr<const std::string> bytes;
  };
  const File* find(std::string_view path) const;

 private:
  std::map<std::string, File, std::less<>> files_;
  bool built_ = false;
};

// 200 or 304 of a file.
HttpResponse file_response(const Console::File& file, std::string_view if_none_match);

}  // namespace tf::api
