package dev.kindred.benchmarks.kindred;

import java.util.List;

/** A query of the repository that is written by hand, to compare with the derived one on the same way through the repository. */
interface LargestCities {

    List<City> largest(String country);
}
