package dev.kindred.garden;

import org.springframework.stereotype.Service;

/** No part of what is stored. */
@Service
record Gardener(Plants plants) {}
