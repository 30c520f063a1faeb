#include "models/cond.hpp"
#include "models/core/model.hpp"
#include "models/errgroup.hpp"
#include "models/go_chan.hpp"
#include "models/go_context.hpp"
#include "models/go_panic.hpp"
#include "models/gozero_singleflight.hpp"
#include "models/kratos_errgroup.hpp"
#include "models/once.hpp"
#include "models/oncefunc.hpp"
#include "models/semaphore.hpp"
#include "models/singleflight.hpp"
#include "models/syncmap.hpp"
#include "models/waitgroup.hpp"

namespace gosync::models {

const std::vector<const Model*>& AllModels() {
  static const std::vector<const Model*> models = {&SemaphoreModel(),
                                                   &SingleflightModel(),
                                                   &OnceModel(),
                                                   &OncefuncModel(),
                                                   &SyncMapModel(),
                                                   &WaitgroupModel(),
                                                   &CondModel(),
                                                   &ErrgroupModel(),
                                                   &GoChanModel(),
                                                   &GoContextModel(),
                                                   &GoPanicModel(),
                                                   &KratosErrgroupModel(),
                                                   &GozeroSingleflightModel()};
  return models;
}

std::string ModelChoice::Name() const {
  return model->spec().name + (release == nullptr ? "" : "@" + release->name);
}

std::optional<ModelChoice> FindModel(std::string_view name) {
  const size_t at = name.find('@');
  const std::string_view base = name.substr(0, at);
  for (const Model* model : AllModels()) {
    if (model->spec().name != base) continue;
    if (at == std::string_view::npos) return ModelChoice{model, nullptr};
    for (const ReleaseSpec& release : model->spec().releases) {
      if (release.name == name.substr(at + 1)) return ModelChoice{model, &release};
    }
  }
  return std::nullopt;
}

}  // namespace gosync::models
