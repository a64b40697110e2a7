// The pretend telephones of `opak demo`: they lie in a process of its own (opak-pretend-meta), which is started here, asked over HTTP, and ended.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/world.h"
#include "channels/pretend_phone.h"
#include "channels/whatsapp/settings.h"
#include "net/handed.h"

namespace opak::commands {

class PretendMetaProcess : public channels::PretendPhones {
 public:
  using TemplateWords = std::function<std::string(const std::string& name, const std::string& language, const std::vector<std::string>& values)>;
  // `keep`: the file in which the telephones lie while nobody plays.
  PretendMetaProcess(Outgoing& outgoing, std::string keep, TemplateWords words) : outgoing_(outgoing), keep_(std::move(keep)), words_(std::move(words)) {}
  ~PretendMetaProcess() override { stop(); }

  Result<void> start();
  void stop();  // What lies on the telephones is on disk afterwards.
  // The door at which it knocks: a city on this machine.
  Result<void> knock_at(std::uint16_t port);
  channels::whatsapp::Settings settings() const;

  std::vector<channels::PhoneMessage> messages(const std::string& phone) const override;
  Result<void> say(const std::string& phone, const std::string& text) override;
  Result<void> press(const std::string& phone, const std::string& id, const std::string& title) override;
  Result<void> send_photo(const std::string& phone, ByteView jpeg) override;
  // Looks at a telephone anew; all of them for "". Blocks.
  Result<void> look(const std::string& phone);

 private:
  Result<Json> ask(const std::string& method, const std::string& path, const Json& wish);
  Result<void> does(const std::string& phone, Json wish);

  Outgoing& outgoing_;
  const std::string keep_;
  const TemplateWords words_;
  mutable std::mutex mutex_;
  std::string address_;
  std::uint16_t city_port_ = 0;
  std::map<std::string, std::vector<channels::PhoneMessage>> phones_;
  net::Descriptor life_;  // Its standard input: it ends where this is closed.
  pid_t pid_ = 0;
};

}  // namespace opak::commands
