// Style sheets and scripts as they travel inside the program, named by their content ("warga.3f9a1c20.css"), so that a
// browser may keep them for ever.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/embedded.h"
#include "net/http.h"

namespace opak::web {

class Assets {
 public:
  Assets();  // From the files under assets/.

  bool has(std::string_view name) const { return by_name_.find(name) != by_name_.end(); }
  std::string_view path(std::string_view name) const;   // "warga.css" -> "/aset/warga.3f9a1c20.css"; REQUIRES: it is there.
  std::string_view bytes(std::string_view name) const;  // For a landing page's <style>.
  std::string_view style_hash(std::string_view name) const;  // base64 of SHA-256 of those bytes, for the content policy.
  // For "/aset/<file>": ready-made brotli or gzip where the browser takes it; 404 for another name.
  net::Response serve(std::string_view file, std::string_view accept_encoding) const;

 private:
  struct Asset {
    EmbeddedFile file;
    std::string path;
    std::string hash;
  };
  std::map<std::string, Asset, std::less<>> by_name_;
  std::map<std::string, std::string, std::less<>> name_of_file_;
};

}  // namespace opak::web
