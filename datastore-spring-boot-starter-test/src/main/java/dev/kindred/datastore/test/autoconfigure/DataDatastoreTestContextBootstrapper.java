package dev.kindred.datastore.test.autoconfigure;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

final class DataDatastoreTestContextBootstrapper extends TestSliceTestContextBootstrapper<DataDatastoreTest> {}
