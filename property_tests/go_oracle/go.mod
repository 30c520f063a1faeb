module gosync/property_tests/go_oracle

go 1.26.0
