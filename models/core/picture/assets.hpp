#ifndef GOSYNC_MODELS_CORE_PICTURE_ASSETS_HPP_
#define GOSYNC_MODELS_CORE_PICTURE_ASSETS_HPP_

// The page's sources as bytes. The definitions are generated from picture.html,
// picture.css, picture.js and controls.js by embed.cmake.

#include <string>

namespace gosync::models::picture {

// PageTemplate is picture.html; RenderHtml fills its {{NAME}} places.
std::string PageTemplate();
std::string PageStyle();
std::string PageScript();  // picture.js, then controls.js

}  // namespace gosync::models::picture

#endif  // GOSYNC_MODELS_CORE_PICTURE_ASSETS_HPP_
