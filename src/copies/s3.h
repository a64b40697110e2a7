// A bucket of an S3-compatible store, as a folder of files. Writing is durable when the store said so.
#pragma once

#include "base/world.h"

namespace opak::copies {

struct BucketSettings {
  std::string address;  // "https://s3.example.id/bucket": the bucket stands in the path.
  std::string prefix;   // Before every name: "opak/".
  StoreSignature signature;
};

class Bucket : public Files {
 public:
  Bucket(BucketSettings settings, Outgoing& outgoing) : settings_(std::move(settings)), outgoing_(outgoing) {}
  Result<Bytes> read(const std::string& name) override;
  Result<void> write_durable(const std::string& name, ByteView bytes) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;

 private:
  Result<OutgoingResponse> ask(std::string method, const std::string& target, ByteView body = {});
  BucketSettings settings_;
  Outgoing& outgoing_;
};

}  // namespace opak::copies
