#include "interchange/xlsx.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "interchange/archive.h"

namespace tf::interchange {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in(std::string(TF_ROOT) + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The parts of a workbook with one sheet; a reader of archives takes them from any archive.
ArchiveFiles parts(const std::string& cells) {
  return {{"xl/workbook.xml",
           "<workbook xmlns:r='r'><sheets><sheet name='one' r:id='a'/></sheets></workbook>"},
          {"xl/_rels/workbook.xml.rels",
           "<Relationships><Relationship Id='a' Target='/xl/s.xml'/></Relationships>"},
          {"xl/styles.xml",
           "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[Red]&quot;day&quot;0.0'/>"
           "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs>"
           "</styleSheet>"},
          {"xl/s.xml", "<worksheet><sheetData>" + cells + "</sheetData></worksheet>"}};
}

std::string read(const ArchiveFiles& files) {
  const auto sheets = read_xlsx(write_archive(files).value());
  if (!sheets) return sheets.error().text;
  std::string out;
  for (const auto& row : sheets->front().rows) out += join(row, "|") + "\n";
  return out;
}

TEST(Xlsx, CellsAreReadAsTheyAreSeen) {
  EXPECT_EQ(read(parts("<row r='1'><c r='A1'><v>1.38E10</v></c><c r='B1' s='1'><v>46091.5</v></c>"
                       "<c r='C1' s='2'><v>0.50</v></c><c r='D1' t='b'><v>1</v></c></row>"
                       "<row r='3'><c r='B3' t='inlineStr'><is><t>a b</t></is></c>"
                       "<c r='C3' t='str'><v>x</v></c></row>")),
            "13800000000|2026-03-10|0.50|true\n\n|a b|x\n");
}

TEST(Xlsx, DaysOf1904) {
  ArchiveFiles files = parts("<row r='1'><c r='A1' s='1'><v>44629</v></c></row>");
  std::string& workbook = files["xl/workbook.xml"];
  workbook.replace(workbook.find("<sheets>"), 0, "<workbookPr date1904='1'/>");
  EXPECT_EQ(read(files), "2026-03-10\n");
}

TEST(Xlsx, WhatIsNone) {
  EXPECT_EQ(read({{"a", "b"}}), "it has no xl/workbook.xml; save it as an .xlsx workbook");
  ArchiveFiles files = parts("");
  files.erase("xl/s.xml");
  EXPECT_EQ(read(files), "it has no xl/s.xml; save it as an .xlsx workbook");
  EXPECT_EQ(read(parts("<row r='1'><c></row>")), "xl/s.xml:1: this is not XML: mismatched tag");
  EXPECT_EQ(read(parts("<row r='999999'/>")), "sheet one has more than 50000 rows");
  EXPECT_EQ(read(parts("<row r='1'><c r='ZZ1'><v>1</v></c></row>")),
            "sheet one has more than 256 columns");
  EXPECT_FALSE(read_xlsx("PK no archive"));
}

TEST(Xlsx, AWorkbookFromAZipFile) {
  const auto sheets = read_xlsx(file_text("/tests/data/roll/haining.xlsx"));
  ASSERT_TRUE(sheets) << sheets.error().text;
  ASSERT_EQ(sheets->size(), 5U);
  EXPECT_EQ((*sheets)[0].rows[3], (std::vector<std::string>{"hn-village", "village", "hn-town",
                                                            "桃园村", "Peach village"}));
  EXPECT_EQ((*sheets)[1].rows[2],
            (std::vector<std::string>{"hn-grid", "grid_worker", "hn-jin", "", "2026-06-30"}));
  EXPECT_EQ((*sheets)[2].rows[1][2], "13800000003");
}

TEST(Xlsx, Columns) {
  EXPECT_EQ(column_name(0), "A");
  EXPECT_EQ(column_name(25), "Z");
  EXPECT_EQ(column_name(26), "AA");
  EXPECT_EQ(column_name(701), "ZZ");
}

}  // namespace
}  // namespace tf::interchange
