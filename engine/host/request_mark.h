// The hash of a request that says something private, as a row keeps it: made with the keys of what
// it says, so that nobody tries values against it once they are destroyed.
#pragma once

#include "base/seal_value.h"
#include "core/command.h"

namespace tf::host {

// `recorded`: the command as the row holds it. All zero: it has no key to be made with.
core::CommandKey request_mark(SealBook& book, const core::Actor& actor,
                              const core::CommandBody& recorded, const core::CommandKey& digest);
// Whether a row with this `mark` is of the request with this `digest`; true too when that cannot be
// known any more.
bool same_request(SealBook* book, const core::Actor& actor, const core::CommandBody& recorded,
                  const core::CommandKey& mark, const core::CommandKey& digest);

// Whether a value told by it is sealed. Sealed forms are made by turns only: one that comes from
// outside was taken from a store, to be opened.
bool says_sealed(const core::CommandBody& body);

}  // namespace tf::host
