// What did not come along when a file was turned into another form: one row a kind of thing.
#pragma once

#include <string>
#include <vector>

namespace tf::interchange {

struct NotCarried {
  std::string what;  // element or key: "knowledgeSource", "extensionElements", "cap"
  int line = 0;      // of the first, where there is one
  std::size_t count = 1;
  std::string zh, en;
};

struct Report {
  std::vector<NotCarried> rows;
  // Adds one more of `what`.
  void add(const std::string& what, int line, const std::string& zh, const std::string& en) {
    for (NotCarried& row : rows)
      if (row.what == what && row.en == en) {
        ++row.count;
        return;
      }
    rows.push_back({what, line, 1, zh, en});
  }
};

}  // namespace tf::interchange
