#include "base/system_error.h"

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace tf {
namespace {

struct Reason {
  int code;
  const char* zh;
  const char* en;
};
// Those an administrator meets; the others are told in the system's own words.
constexpr Reason kReasons[] = {
    {EACCES, "没有权限", "permission denied"},
    {EPERM, "不允许这样做", "it is not permitted"},
    {ENOENT, "路径中有一段不存在", "a part of the path does not exist"},
    {ENOTDIR, "路径中有一段不是文件夹", "a part of the path is no folder"},
    {EISDIR, "它是文件夹", "it is a folder"},
    {EROFS, "所在的文件系统只读", "its file system is read-only"},
    {ENOSPC, "磁盘已满", "the disk is full"},
    {EDQUOT, "配额已满", "the quota is used up"},
    {EIO, "磁盘读写出错", "the disk failed"},
    {EMFILE, "本进程打开的文件太多", "this process has too many files open"},
    {ENFILE, "系统打开的文件太多", "the system has too many files open"},
    {ENAMETOOLONG, "名称太长", "the name is too long"},
    {ELOOP, "符号链接绕圈", "its symbolic links go in a circle"},
    {ENOMEM, "内存不足", "there is no memory left"},
    {EFBIG, "文件太大", "the file is too large"},
    {EXDEV, "两处不在同一个文件系统", "the two are not on one file system"},
    {ENOTEMPTY, "文件夹不空", "the folder is not empty"},
    {EEXIST, "已经有了", "it is already there"},
    {EOPNOTSUPP, "它不是普通文件", "it is no ordinary file"},
};

}  // namespace

Error system_error(std::string_view en, std::string_view zh, int code) {
  const Errc kind = code == ENOSPC || code == EDQUOT ? Errc::full : Errc::io;
  for (const Reason& reason : kReasons)
    if (reason.code == code) return {kind, cat(en, ": ", reason.en), cat(zh, "：", reason.zh)};
  const char* own = std::strerror(code);
  return {kind, cat(en, ": ", own), cat(zh, "：", own)};
}

}  // namespace tf
