"""Leeway for Conan 2:  conan create cmake/packaging/conan

Takes the sources from the tree that it lies in; a copy in a registry replaces export_sources() by a source() that gets
the release named in its conandata.yml. Not yet run by Conan itself: the tests run it with stand-ins for Conan's modules
(tests/consumers/recipes.py).
"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class LeewayConan(ConanFile):
    name = "leeway"
    description = "Tells an inference service when production data drifted from training data"
    license = "Apache-2.0"
    topics = ("machine-learning", "data-drift", "monitoring", "statistics", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_json": [True, False]}
    default_options = {"with_json": True, "boost/*:header_only": True}
    no_copy_source = True

    @property
    def _tree(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        if self.version is None:
            text = load(self, os.path.join(self._tree, "include", "leeway", "core", "version.hpp"))
            self.version = ".".join(re.findall(r"^#define LEEWAY_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$", text, re.M))

    def export_sources(self):
        copy(self, "include/leeway/*.hpp", src=self._tree, dst=self.export_sources_folder)
        copy(self, "LICENSE", src=self._tree, dst=self.export_sources_folder)

    def layout(self):
        basic_layout(self)

    def requirements(self):
        self.requires("eigen/3.4.0", transitive_headers=True)
        self.requires("boost/1.83.0", transitive_headers=True)
        if self.options.with_json:
            self.requires("nlohmann_json/3.11.3", transitive_headers=True)

    def package_id(self):
        self.info.clear()  # the same headers whatever the compiler and its settings

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", src=os.path.join(self.source_folder, "include"),
             dst=os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "leeway")
        self.cpp_info.set_property("pkg_config_name", "leeway")
        needs = {"core": [], "leeway": ["core", "eigen::eigen", "boost::headers"]}
        if self.options.with_json:
            needs["json"] = ["leeway", "nlohmann_json::nlohmann_json"]
        for name, requires in needs.items():
            component = self.cpp_info.components[name]
            component.set_property("cmake_target_name", f"leeway::{name}")
            component.requires = requires
            component.bindirs = []
            component.libdirs = []
