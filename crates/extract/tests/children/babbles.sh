#!/bin/sh
exec yes nonsense
