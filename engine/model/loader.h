// From the texts of files to checked documents, grouped by town. This layer opens no file: the
// caller reads them (following `include` of a town file) and hands over path and text.
//
// A folder with a town.yaml is a town; a file belongs to the town file nearest above it, or to
// whoever includes its folder. Files of no town (a single workflow being tried) form a group of
// their own. Threads: any.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

// Parses and checks the shape. Without root when nothing sound is left; kind and id may then be
// empty.
Document read_document(std::string path, std::string text, Diagnostics& out);
Document read_document(const std::shared_ptr<const SourceFile>& file, Diagnostics& out);
// The kind a text's first key says, without reading the rest; "" when it cannot be seen that simply
// (read_document then says what is wrong).
std::string_view kind_at_a_glance(std::string_view text);
// `workflows: {a: …, b: …}` as one document each, of kind workflow; any other document as it is.
std::vector<Document> split_workflows(Document document);

// The folders that a town file includes (`include`), as written, relative to its own folder.
std::vector<std::string> included_folders(const Document& town);

struct TownFiles {
  std::string id;                   // "" for files of no town
  std::string extends;              // id of the town it overlays, or ""
  std::vector<Document> documents;  // workflows split; the town file itself first
  const Document* town() const;     // the town file, or null
};

class Library {
 public:
  // Reads one file. The town it belongs to is found in finish().
  void add(std::string path, std::string text, Diagnostics& out);
  void add(Document document);  // one that was read; without root nothing is added
  // Groups by town; reports two documents of one kind and id, a town that extends an unknown one,
  // circles. `known`: towns that stand elsewhere and may be extended.
  void finish(Diagnostics& out, const std::set<std::string>& known = {});

  const std::vector<TownFiles>& towns() const { return towns_; }
  const TownFiles* town(std::string_view id) const;
  // The documents of `id` with everything it extends laid under it, county first (overlay.h),
  // checked again.
  std::vector<Document> merged(std::string_view id, Diagnostics& out) const;

 private:
  std::vector<Document> loose_;
  std::vector<TownFiles> towns_;
};

}  // namespace tf::model
