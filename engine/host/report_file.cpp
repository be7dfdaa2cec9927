// Reports as files of three formats.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "host/reports.h"
#include "host/town_files.h"

namespace tf::host {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytesOfReport = 256U << 20U;

// A file of our own in the temporary folder, gone at the end.
class Temporary {
 public:
  Temporary() {
    path_ = (fs::temp_directory_path() / "townflow-XXXXXX").string();
    const int file = mkstemp(path_.data());
    made_ = file >= 0;
    if (made_) close(file);
  }
  ~Temporary() {
    std::error_code code;
    if (made_) fs::remove(path_, code);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  bool made() const { return made_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

// The library writes a file and nothing else.
Result<std::string> xlsx_of(const Report& report, model::Language language) {
  const Temporary file;
  if (!file.made())
    return fail(Errc::io, "cannot make a temporary file for the workbook",
                "建不了报表用的临时文件");
  TF_OK(interchange::write_xlsx(report, language, file.path()));
  return read_text(file.path(), kMostBytesOfReport);
}

}  // namespace

std::optional<ReportFormat> report_format(std::string_view word) {
  const auto found = std::ranges::find(kReportFormats, word);
  if (found == std::end(kReportFormats)) return std::nullopt;
  return static_cast<ReportFormat>(found - std::begin(kReportFormats));
}

Result<ReportFile> report_file(const Report& report, ReportFormat format, bool zh) {
  const auto language = zh ? model::Language::zh : model::Language::en;
  switch (format) {
    case ReportFormat::csv:
      return ReportFile{interchange::to_csv(report, language), "text/csv; charset=utf-8"};
    case ReportFormat::xlsx:
      return ReportFile{TF_TRY(xlsx_of(report, language)),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    case ReportFormat::json:
      break;
  }
  return ReportFile{interchange::to_json(report), "application/json"};
}

}  // namespace tf::host
