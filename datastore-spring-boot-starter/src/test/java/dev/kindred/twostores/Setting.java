package dev.kindred.twostores;

import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.annotation.KeySpace;

@KeySpace("settings")
record Setting(@Id String id, String value) {}
