#include "cli/session.h"

#include <ostream>

#include "base/text.h"

namespace tf::cli {

namespace {

struct ErrcText {
  Errc code;
  Exit exit;
  const char* zh;         // what kind of trouble
  const char* advice_zh;  // what to do
  const char* advice_en;
};
constexpr ErrcText kKinds[] = {
    {Errc::invalid, kFailure, "内容不对", "请按上面所说更正后再试",
     "correct what is said above and try again"},
    {Errc::not_found, kRefused, "找不到", "请核对名称或路径", "check the name or path"},
    {Errc::conflict, kRefused, "有冲突", "请重新查看后再试", "look again and retry"},
    {Errc::unavailable, kBusy, "暂时不可用", "请稍后再试", "try again later"},
    {Errc::io, kFailure, "系统拒绝读写", "请检查磁盘和权限", "check the disk and the permissions"},
    {Errc::full, kFailure, "磁盘已满", "请腾出空间", "free some space"},
    {Errc::corrupt, kFailure, "存储内容已损坏", "请从备份恢复，并保留这个文件备查",
     "restore a backup, and keep this file for inspection"},
    {Errc::too_large, kFailure, "超出上限", "请缩小后再试", "make it smaller"},
    {Errc::busy, kBusy, "正被占用", "或交给正在运行的 townflow 办理",
     "or send it to the townflow that runs"},
    {Errc::newer, kMigrate, "由更新版本写成", "请改用更新的 townflow", "use a newer townflow"},
};

const ErrcText& kind_of(Errc code) {
  for (const ErrcText& kind : kKinds)
    if (kind.code == code) return kind;
  return kKinds[0];
}

}  // namespace

void Session::say(std::string_view chinese, std::string_view english) {
  if (!quiet) err << pick(chinese, english) << '\n';
}

int Session::fail(Exit code, std::string_view chinese, std::string_view english) {
  err << pick("错误：", "error: ") << pick(chinese, english) << '\n';
  return exit = code;
}

int Session::fail(const Error& error) {
  const ErrcText& kind = kind_of(error.code);
  const char* stop = error.text.ends_with('\n') ? "" : "; ";
  return fail(kind.exit, cat(kind.zh, "：", zh_of(error), "。", kind.advice_zh, "。"),
              cat(error.text, stop, kind.advice_en));
}

void Session::progress(std::size_t done, std::size_t all, std::string_view what) {
  if (quiet || !terminal || all == 0) return;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = done * kWidth / all;
  err << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] "
      << done * 100 / all << "% " << what << std::flush;
}

void Session::end_progress() {
  if (!quiet && terminal) err << "\r\x1b[K" << std::flush;
}

}  // namespace tf::cli
