// Rows of spreadsheets as a town's roll. A sheet's kind is told by its header, in English or
// Chinese:
//     node, level [parent zh en addresses]          节点 层级 上级 名称 英文 地址
//     node, post, person [from to]                  节点 岗位 人员 从 至      (rosters too)
//     person, name [phone skill related]            人员 姓名 电话 专长 亲属
//     person, from, to [substitute]                 人员 从 至 代班           (absences)
//     unit, at [zh en level head members]           单位 所在 名称 英文 层级 负责人 成员
// Lists in a cell are separated by commas or blanks. What a sheet names is changed or added: a post
// of a node with all its holders, a person's absences together; the rest of the roll stays.
// Errors:  every bad row with FILE:SHEET:ROW:COLUMN; then nothing of it may be used.
#pragma once

#include <string>
#include <vector>

#include "core/roll_entries.h"
#include "interchange/xlsx.h"

namespace tf::cli {

struct RollSource {
  std::string file;
  std::vector<interchange::SheetTexts> sheets;
};
struct RollError {
  std::string place;  // "roll.xlsx:posts:5:C"
  std::string zh, en;
};
struct RollImport {
  core::RollEntries entries;  // `now` with what the sheets say
  std::vector<RollError> errors;
  std::size_t rows = 0;
};

// `replace`: of the kinds that have a sheet, what the sheets do not name is gone.
RollImport read_roll(const std::vector<RollSource>& sources, const core::RollEntries& now,
                     const core::Roles& roles, bool replace);

// The people file that says `entries`; a node whose parent is not among them is a root.
std::string people_file(const std::string& id, const core::RollEntries& entries);

}  // namespace tf::cli
