// JournalWalk: the checker of a journal, fed row by row from the first: numbers without gaps,
// stamps that never go back, both links, and for each case numbers without gaps. Shares nothing
// with the writers but links.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "store/store.h"

namespace tf::store {

// The case_seq and case_hash of the accepted row of a case before `case_seq`; zeros when there is
// none.
using CaseBefore = std::function<Result<CaseHead>(std::uint64_t case_id, std::uint64_t case_seq)>;

class JournalWalk {
 public:
  explicit JournalWalk(CaseBefore before) : before_(std::move(before)) {}
  // The first fault of this row, as a sentence that names it; none when it is in order.
  Result<std::optional<Error>> feed(const JournalRow& row);
  const Head& head() const { return head_; }

 private:
  CaseBefore before_;
  Head head_;
};

// Walks `store` with read_all in pages. A store may itself refuse to read a broken row: its
// sentence is the fault then.
Result<std::optional<Error>> walk_journal(Store& store, JournalWalk walk);

// Errc::conflict unless the journal rows of `batch` go on where `head` ends.
Result<void> follows(const Batch& batch, const Head& head);

// Checks a page of one case about to be served, oldest first, against what stands before it:
// numbers without gaps, and links. Errc::corrupt naming the row.
Result<void> check_case_page(const std::vector<JournalRow>& rows, CaseHead before);

// What is said of a row whose place or link in the shard is broken.
Error missing_before(std::uint64_t seq);
Error broken_link(std::uint64_t seq);

}  // namespace tf::store
